package io.freshet.node.control;

import io.freshet.content.InfoHash;
import io.freshet.engine.NodeId;
import io.freshet.engine.planning.Planner;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/// Somebody who waits for copies of a release: told each time that their number changes.
final class CopyWatch {

  private final InfoHash infoHash;
  private final NodeId publisher;
  private final IntConsumer changed;
  private final BooleanSupplier over;
  private int copies;

  /// @param publisher whose own copy does not count
  /// @param changed called by the tracker's thread; must not block
  /// @param over is nobody waiting any more?
  CopyWatch(InfoHash infoHash, NodeId publisher, IntConsumer changed, BooleanSupplier over) {
    this.infoHash = infoHash;
    this.publisher = publisher;
    this.changed = changed;
    this.over = over;
  }

  boolean isOver() {
    return over.getAsBoolean();
  }

  InfoHash infoHash() {
    return infoHash;
  }

  /// @param extents how many the release has
  void look(int extents, List<Planner.Standing> standings) {
    int now = 0;
    for (Planner.Standing standing : standings) {
      if (standing.held() == extents && !standing.node().equals(publisher)) {
        now++;
      }
    }
    if (now != copies) {
      copies = now;
      changed.accept(now);
    }
  }
}
