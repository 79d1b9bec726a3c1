/// Whether the engines keep their word, judged from what goes in and comes out alone:
/// [NodeChecker], [TrackerChecker]. [Trial] runs one seed's world under all of them; [Trace] tells
/// whether two runs were the same.
@NullMarked
package io.freshet.sim.checking;

import org.jspecify.annotations.NullMarked;
