package io.freshet.engine.planning;

import java.util.LinkedHashMap;
import java.util.Map;

/// A receiver fetches from a source: there is one while something is on its way.
final class Partnership {
  final Member receiver;
  final Member source;

  /// Whether they stand in different places: such a one is limited by the passage between them, and
  /// counts as nobody's partner.
  final boolean far;

  /// Extents on their way, and those of them that should be here in a moment.
  int coming;

  private int almostHere;

  /// Whether it counts among the receiver's partners, and among the source's.
  private boolean countsIn;

  private boolean countsOut;

  /// The source's uplink keeps the receiver waiting: it may have another partner instead.
  private boolean sourceLate;

  /// The receiver's downlink is slow: the source may send to another one instead.
  private boolean receiverLate;

  Partnership(Member receiver, Member source) {
    this.receiver = receiver;
    this.source = source;
    far = receiver.place != source.place;
  }

  /// Extents on their way for longer than a moment.
  int comingLater() {
    return coming - almostHere;
  }

  /// Whether it is over in a moment: then each of the two may have another partner already.
  boolean isEnding() {
    return coming > 0 && comingLater() == 0;
  }

  void begin() {
    receiver.comesFrom(this);
    source.goesTo(this);
    count(!far);
    source.roomChanged();
  }

  void end() {
    receiver.comesNoMoreFrom(this);
    source.goesNoMoreTo(this);
    count(false);
    source.roomChanged();
  }

  /// So many extents more are on their way, and so many more of these should be here in a moment.
  void comes(int more, int moreAlmostHere) {
    coming += more;
    almostHere += moreAlmostHere;
    recount();
  }

  void blameSource() {
    sourceLate = true;
    recount();
  }

  void blameReceiver() {
    receiverLate = true;
    recount();
    source.roomChanged();
  }

  /// Whether something is late, and nothing has come since: no more is to be put behind it.
  boolean isLate() {
    return sourceLate || receiverLate;
  }

  /// Something came after all.
  void forgive() {
    sourceLate = false;
    receiverLate = false;
    recount();
    source.roomChanged();
  }

  /// Whether a receiver's partners are those that something is awaited from, and know it.
  static boolean agree(Member receiver) {
    Map<Member, Integer> awaitedFrom = new LinkedHashMap<>();
    for (Pending way : receiver.pending) {
      awaitedFrom.merge(way.source, 1, Integer::sum);
      if (way.duplicated()) {
        awaitedFrom.merge(way.duplicate, 1, Integer::sum);
      }
    }
    Map<Member, Integer> counted = new LinkedHashMap<>();
    receiver.sources().forEach(one -> counted.put(one.source, one.coming));
    return awaitedFrom.equals(counted)
        && receiver.sources().stream().allMatch(one -> one.source.receivers().contains(one));
  }

  private void recount() {
    count(!far && !isEnding());
  }

  private void count(boolean counts) {
    boolean in = counts && !sourceLate;
    boolean out = counts && !receiverLate;
    if (in != countsIn) {
      countsIn = in;
      receiver.partnersIn += in ? 1 : -1;
      receiver.partnersChanged();
    }
    if (out != countsOut) {
      countsOut = out;
      source.partnersOut += out ? 1 : -1;
    }
  }
}
