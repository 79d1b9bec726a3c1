package io.freshet.node.trace;

import io.freshet.content.InfoHash;
import io.freshet.engine.Failure;
import java.util.List;

/// What a trace tells of one node: the steps of a release from its announcement until it is in
/// place, and each stretch in which nothing of it came.
public sealed interface Moment {

  /// The tracker has told of a release.
  record Announced(InfoHash release, String label) implements Moment {}

  /// Its manifest is here.
  record ManifestHere(InfoHash release) implements Moment {}

  /// Its destination is open: what was there is known.
  ///
  /// @param bytesWanted all of it
  /// @param bytesLacking what has to travel
  record Opened(InfoHash release, long bytesWanted, long bytesLacking) implements Moment {}

  /// The tracker is told that this node takes part.
  record Joined(InfoHash release) implements Moment {}

  /// The first plan has come.
  record Planned(InfoHash release) implements Moment {}

  /// The first extent was asked for.
  ///
  /// @param source its address
  record Asked(InfoHash release, String source) implements Moment {}

  /// Nothing came for a while, and now something has.
  ///
  /// @param waitedFor those who were asked and had not answered when it ended
  /// @param endedBy the address of who ended it
  record Gap(InfoHash release, Lull lull, List<Silence> waitedFor, String endedBy)
      implements Moment {
    public Gap {
      waitedFor = List.copyOf(waitedFor);
    }
  }

  /// How long a source had given nothing.
  ///
  /// @param source its address
  record Silence(String source, long nanos) {}

  /// A source did not give what it was asked for.
  ///
  /// @param source its address
  record Failed(InfoHash release, String source, Failure why) implements Moment {}

  /// The tracker is away: what is asked for next this node chooses by itself, unless the tracker is
  /// back soon, which is another [Joined].
  record Untracked(InfoHash release) implements Moment {}

  /// How long nothing came.
  ///
  /// @param unplannedNanos the part of it in which nobody was asked: there was no plan
  record Lull(long nanos, long unplannedNanos) {
    public static final Lull NONE = new Lull(0, 0);

    public Lull plus(Lull other) {
      return new Lull(nanos + other.nanos, unplannedNanos + other.unplannedNanos);
    }
  }

  /// Everything has come and is proven.
  ///
  /// @param gaps how often nothing came
  /// @param lulls all of them together
  record Arrived(InfoHash release, int gaps, Lull lulls, Requests requests) implements Moment {}

  /// How requests fared.
  ///
  /// @param ended those that are over
  /// @param p50Nanos half of them took no longer
  /// @param inFlightMax the most that were on their way at once
  record Requests(long ended, long p50Nanos, long p95Nanos, long p99Nanos, int inFlightMax) {}

  /// It is durable and under its final names.
  record InPlace(InfoHash release) implements Moment {}
}
