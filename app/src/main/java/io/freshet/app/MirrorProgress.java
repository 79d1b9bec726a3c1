package io.freshet.app;

import io.freshet.app.console.Console;
import io.freshet.app.console.Surface;
import io.freshet.app.console.Transfer;
import io.freshet.node.Download;
import java.util.List;
import java.util.Optional;

/// Shows on a terminal how far a mirror is with each release. A log has two lines a release: that
/// it is being fetched, and that it is in place.
final class MirrorProgress {
  private final Console console;
  private Optional<Transfer> transfer = Optional.empty();

  MirrorProgress(Console console) {
    this.console = console;
  }

  void show(Download.Progress progress, long nowNanos) {
    if (!(console.surface() instanceof Surface.Terminal)) return;
    if (transfer.isEmpty()) {
      transfer = Optional.of(new Transfer(progress.total(), progress.done(), nowNanos));
    }
    Transfer shown = transfer.get();
    shown.reached(progress.done(), nowNanos);
    console.progress(List.of(DownloadProgress.line(shown, progress)), nowNanos);
  }

  /// What is fetched next is another release.
  void end() {
    if (transfer.isEmpty()) return;
    transfer = Optional.empty();
    console.endProgress();
  }
}
