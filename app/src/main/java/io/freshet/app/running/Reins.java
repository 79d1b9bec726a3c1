package io.freshet.app.running;

import io.freshet.app.values.Rate;
import io.freshet.app.values.RateSchedule;
import io.freshet.node.Node;
import io.freshet.node.NodeConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalTime;
import java.util.Optional;

/// What a person can still change of a node that runs: its limits, and whether it is paused.
public final class Reins implements AutoCloseable {
  private final Node node;
  private final Standing.Work work;
  private final Timetable timetable;
  private Optional<ReinsSocket> socket = Optional.empty();
  private String whyUnheard = "";

  private Reins(Node node, Standing.Work work, Timetable timetable) {
    this.node = node;
    this.work = work;
    this.timetable = timetable;
  }

  /// @param folder where other processes look for this one
  /// @param up how much the node may send, and when; `down` likewise
  public static Reins take(
      Node node, Standing.Work work, Path folder, RateSchedule up, RateSchedule down) {
    var timetable = new Timetable(node.upLimit(), node.downLimit(), LocalTime::now);
    timetable.up(up);
    timetable.down(down);
    var reins = new Reins(node, work, timetable);
    reins.listen(SocketFolder.ofThisMachine(folder));
    return reins;
  }

  /// Without a folder to listen in, a node does its work all the same.
  private void listen(SocketFolder folder) {
    try {
      socket = Optional.of(ReinsSocket.open(folder, node.id().hex(), this::answer));
    } catch (IOException e) {
      whyUnheard = String.valueOf(e.getMessage());
    }
  }

  /// Why no other process can ask anything of this node; empty if one can.
  public String whyUnheard() {
    return whyUnheard;
  }

  /// A lower rate would be taken for a stall.
  ///
  /// @throws IllegalArgumentException says so
  public static void requireEnough(RateSchedule up) {
    for (Rate rate : up.rates()) {
      if (rate.bytesPerSecond() < NodeConfig.UP_BYTES_PER_SECOND_MIN) {
        throw new IllegalArgumentException(
            "is too low, others would take this node for stalled: allow 16KiB/s or more");
      }
    }
  }

  private String answer(String said) {
    try {
      carryOut(Errand.parse(said));
      return "ok\n" + standing().text();
    } catch (IllegalArgumentException e) {
      return "no " + e.getMessage() + "\n";
    }
  }

  private void carryOut(Errand errand) {
    switch (errand) {
      case Errand.Describe() -> {}
      case Errand.Pause() -> node.pauseSwitch().pause();
      case Errand.Resume() -> node.pauseSwitch().resume();
      case Errand.Limit(var up, var down) -> {
        up.ifPresent(Reins::requireEnough);
        up.ifPresent(timetable::up);
        down.ifPresent(timetable::down);
      }
    }
  }

  private Standing standing() {
    return new Standing(
        work,
        node.id().hex(),
        ProcessHandle.current().pid(),
        node.pauseSwitch().isPaused(),
        timetable.up(),
        timetable.down());
  }

  @Override
  public void close() throws IOException {
    try (timetable) {
      if (socket.isPresent()) socket.get().close();
    }
  }
}
