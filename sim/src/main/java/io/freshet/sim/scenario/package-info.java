/// What a simulated world is like and what happens to it: [Scenario] is everything that a run
/// depends on, and [SmallWorlds] draws one from a seed.
@NullMarked
package io.freshet.sim.scenario;

import org.jspecify.annotations.NullMarked;
