package io.freshet.engine.planning;

/// A receiver fetches from a source: there is one while something is on its way.
final class Partnership {
  final Member receiver;
  final Member source;

  /// Whether they stand in different places: such a one is limited by the passage between them, and
  /// counts as nobody's partner.
  final boolean far;

  /// Extents on their way.
  int coming;

  /// The source's uplink keeps the receiver waiting: it may have another partner instead.
  private boolean sourceLate;

  /// The receiver's downlink is slow: the source may send to another one instead.
  private boolean receiverLate;

  Partnership(Member receiver, Member source) {
    this.receiver = receiver;
    this.source = source;
    far = receiver.place != source.place;
  }

  void begin() {
    receiver.sources.add(this);
    receiver.sourceMembers.add(source);
    source.receivers.add(this);
    receiver.partnersIn += far ? 0 : 1;
    source.partnersOut += far ? 0 : 1;
    source.roomChanged();
  }

  void end() {
    receiver.sources.remove(this);
    receiver.sourceMembers.remove(source);
    source.receivers.remove(this);
    receiver.partnersIn -= far || sourceLate ? 0 : 1;
    source.partnersOut -= far || receiverLate ? 0 : 1;
    source.roomChanged();
  }

  void blameSource() {
    receiver.partnersIn -= far || sourceLate ? 0 : 1;
    sourceLate = true;
  }

  void blameReceiver() {
    source.partnersOut -= far || receiverLate ? 0 : 1;
    receiverLate = true;
    source.roomChanged();
  }

  /// Something came after all.
  void forgive() {
    receiver.partnersIn += sourceLate && !far ? 1 : 0;
    source.partnersOut += receiverLate && !far ? 1 : 0;
    sourceLate = false;
    receiverLate = false;
    source.roomChanged();
  }
}
