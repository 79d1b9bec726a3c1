package io.freshet.sim;

import io.freshet.sim.scenario.MachineSpec.Rates;
import java.util.List;

/// The time below which no plan can bring one release from one origin to all receivers.
///
/// The fluid bound [1]: the origin must send everything once, the slowest receiver must receive
/// everything, and all uplinks together must carry every copy. Extents are not fluid: the last of N
/// receivers begins to get the first extent only after it was passed on ⌊log₂ N⌋ times [2], and an
/// extent's time is what the origin needs to send one.
///
/// [1] Kumar & Ross, "Peer-Assisted File Distribution: The Minimum Distribution Time", 2006. [2]
/// Mundinger, Weber & Weiss, "Optimal scheduling of peer-to-peer file dissemination", 2008.
record LowerBound(double fluidSeconds, double extentsSeconds) {

  static LowerBound of(long bytes, long extentBytes, Rates origin, List<Rates> receivers) {
    long downMin = Long.MAX_VALUE;
    double up = origin.upBytesPerSecond();
    for (Rates receiver : receivers) {
      downMin = Math.min(downMin, receiver.downBytesPerSecond());
      up += receiver.upBytesPerSecond();
    }
    double fluid = Math.max(bytes / (double) origin.upBytesPerSecond(), bytes / (double) downMin);
    fluid = Math.max(fluid, receivers.size() * (double) bytes / up);
    int doublings = 31 - Integer.numberOfLeadingZeros(receivers.size());
    double extent = Math.min(bytes, extentBytes) / (double) origin.upBytesPerSecond();
    return new LowerBound(fluid, doublings * extent);
  }

  double seconds() {
    return fluidSeconds + extentsSeconds;
  }
}
