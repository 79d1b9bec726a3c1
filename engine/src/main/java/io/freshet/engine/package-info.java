/// Deciding without doing: what a tracker plans and what a node fetches, as pure state machines.
///
/// Start at [io.freshet.engine.tracking.TrackerEngine] and [io.freshet.engine.fetching.NodeEngine]:
/// both take one event and the time, and return effects. No I/O, no threads, no clock and no
/// randomness of its own lives below this package, so a run in simulation and a run on sockets make
/// the same decisions.
@NullMarked
package io.freshet.engine;

import org.jspecify.annotations.NullMarked;
