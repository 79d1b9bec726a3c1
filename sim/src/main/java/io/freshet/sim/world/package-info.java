/// The world that the engine lives in: [World] runs a scenario, [TrackerHost] and [Participant]
/// feed the engines events and carry out their effects, [Uploads] sends bytes, [Faults] breaks
/// things, [Witness] sees everything.
@NullMarked
package io.freshet.sim.world;

import org.jspecify.annotations.NullMarked;
