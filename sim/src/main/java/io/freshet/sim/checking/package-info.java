/// Whether the engines keep their word, judged from what goes in and comes out alone:
/// [NodeChecker], [TrackerChecker]. [Trial] runs one seed's world under both of them; [Trace] tells
/// whether two runs were the same. Where nothing fails, [PlanChecker] also judges how good plans
/// are.
@NullMarked
package io.freshet.sim.checking;

import org.jspecify.annotations.NullMarked;
