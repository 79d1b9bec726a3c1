package io.freshet.sim.world;

/// How a machine came to have all that it wanted.
///
/// @param nanos when it had it
/// @param idleNanos how long until then nothing at all came down its link
/// @param extent the extent that came last
/// @param source the machine from which it came
/// @param askedNanos when that machine was asked for it
/// @param firstNanos when the first receiver of all had that extent
public record Finish(
    long nanos, long idleNanos, int extent, int source, long askedNanos, long firstNanos) {}
