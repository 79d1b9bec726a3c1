package io.freshet.node;

import io.freshet.node.FaultyLink.Fault;
import io.freshet.node.control.SessionEvent;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The connection to the tracker freezes, and nothing else does: nobody is told, and no socket
/// closes.
final class FrozenTrackerTest {
  private static final int BYTES = 6 << 20;

  /// Slow enough that the tracker is given up (6 s) and not waited for (2 to 4 s) before all is
  /// here.
  private static final int UP_BYTES_PER_SECOND = BYTES / 12;

  @TempDir Path temp;

  private final AtomicBoolean attached = new AtomicBoolean();

  @Test
  void itsNodeGoesOnWithoutItAndReturnsToIt() throws Exception {
    try (Machines machines = new Machines(temp, BYTES)) {
      Node origin = machines.node(Optional.empty(), UP_BYTES_PER_SECOND, 0);
      machines.track(machines.seed(origin), origin);
      FaultyLink control = machines.link(Fault.NONE, 1).to(origin.port());
      var fetching = machines.fetchTracked(machines.node(), control.port(), this::hear);
      Patience.until(
          () -> attached.get() && fetching.download.progress().fetched() > 0,
          () -> "never begun: " + fetching.download.progress());
      control.freeze();
      Patience.until(() -> !attached.get(), () -> "a silent tracker is believed in for ever");
      fetching.assertComplete("without its tracker");
      control.thaw();
      Patience.until(attached::get, () -> "it never came back to its tracker");
    }
  }

  private void hear(SessionEvent event) {
    switch (event) {
      case SessionEvent.Attached _ -> attached.set(true);
      case SessionEvent.Detached _ -> attached.set(false);
      default -> {}
    }
  }
}
