package io.freshet.engine.planning;

import io.freshet.engine.ExtentSizes;
import io.freshet.engine.TimeWheel;
import java.util.ArrayList;
import java.util.List;

/// What should be here in a moment weighs on no link any more: what comes after it is planned
/// already, and under way when it has come.
///
/// Else a flow stands still from an extent's last byte until it was reported, the next was planned
/// and asked for: two round trips, which at 1 ms each and a fifth of a second an extent is 1 % of
/// all time. To promise everybody one extent more would fill that gap, too, but has four flows
/// share what three could have, all the time, and what is promised to one can't be given to
/// another. When an extent will be here is known to a twentieth from the paces of both ends, where
/// links are even; if it is not here soon after, it weighs again.
///
/// Only where nearly all send about as fast as each other: where uplinks are uneven, it is they
/// that are short, and a flow that stands still leaves its share to others of the same source. And
/// only where all stand in one place: else what the links between places carry counts for more.
final class LastStretch {

  /// The share of the time from being planned to being here that makes a moment.
  private static final double MOMENT = 1.0 / 48;

  /// What takes longer than this gains nothing from it: round trips are a thousandth of that.
  private static final double SECONDS_MAX = 10;

  private final ExtentSizes sizes;
  private final Lateness lateness;

  /// What is to be looked at, and when.
  private final TimeWheel<Pending> ways = new TimeWheel<>();

  LastStretch(ExtentSizes sizes, Lateness lateness) {
    this.sizes = sizes;
    this.lateness = lateness;
  }

  /// To be called when what is on its way before it was counted.
  void begin(Pending way) {
    double seconds = way.secondsExpected();
    if (seconds > 0 && seconds < SECONDS_MAX && way.receiver.place.isAlone()) {
      ways.add(way.sinceNanos + (long) (1e9 * seconds * (1 - MOMENT)), way);
    }
  }

  /// Lets go of what should be here in a moment, and takes back what should have been; returns
  /// receivers that may have come to have room.
  List<Member> look(long nowNanos) {
    List<Member> receivers = List.of();
    for (Pending way = ways.poll(nowNanos); way != null; way = ways.poll(nowNanos)) {
      if (way.almostHere) {
        weighAgain(way);
      } else if (mayLetGo(way)) {
        letGo(way);
        ways.add(nowNanos + (long) (1e9 * way.secondsExpected() * 2 * MOMENT), way);
        receivers = receivers.isEmpty() ? new ArrayList<>() : receivers;
        receivers.add(way.receiver);
      }
    }
    return receivers;
  }

  private boolean mayLetGo(Pending way) {
    return !way.over && way.late == null && !way.duplicated() && lateness.isOneOfEven(way.source);
  }

  private void letGo(Pending way) {
    way.almostHere = true;
    weigh(way, -1);
  }

  /// To be called before anything else becomes of what is on its way.
  void weighAgain(Pending way) {
    if (way.almostHere) {
      way.almostHere = false;
      weigh(way, 1);
    }
  }

  private void weigh(Pending way, int times) {
    int bytes = times * sizes.bytes(way.extent);
    way.receiver.almostHere -= times;
    way.receiver.downloads(bytes);
    way.receiver.partnership(way.source).comes(0, -times);
    way.source.uploads(bytes);
  }
}
