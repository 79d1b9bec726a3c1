package io.freshet.app;

import io.freshet.app.console.Console;
import io.freshet.app.console.Human;
import io.freshet.app.console.JsonObject;
import io.freshet.app.console.Surface;
import io.freshet.app.console.Transfer;
import io.freshet.node.Download;
import io.freshet.node.Mirror;
import io.freshet.node.Node;
import io.freshet.node.UnavailableException;
import io.freshet.node.disk.Lacking;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/// Shows a download until it is in place: a line that moves on a terminal, lines elsewhere, or one
/// JSON object a line.
final class DownloadProgress {
  private static final Duration EVERY = Duration.ofMillis(200);

  /// Nothing arrives for so long: a person is told why nothing moves.
  private static final long QUIET_NANOS = 10_000_000_000L;

  private final Console console;
  private final Node node;
  private final boolean json;
  private final LongAdder checked = new LongAdder();
  private final long startNanos = System.nanoTime();

  DownloadProgress(Console console, Node node, boolean json) {
    this.console = console;
    this.node = node;
    this.json = json;
  }

  /// Bytes of what is here already were hashed.
  void checked(long bytes) {
    checked.add(bytes);
    if (!json) {
      console.progress(
          List.of("checking what is here already: " + Human.size(checked.sum())),
          System.nanoTime());
    }
  }

  /// Returns when everything is in place.
  void follow(Download download) throws UnavailableException, InterruptedException {
    var transfer = show(download, start(download));
    long fetchedBefore = 0;
    long movedNanos = System.nanoTime();
    boolean warned = false;
    boolean paused = false;
    Optional<String> waits = Optional.empty();
    while (!download.await(EVERY)) {
      long now = System.nanoTime();
      if (!waits.equals(download.waitsForRoom())) {
        waits = download.waitsForRoom();
        console.note(waits.map(Mirror::waiting).orElse("there is room again: going on"));
      }
      if (paused != node.pauseSwitch().isPaused()) {
        paused = !paused;
        console.note(paused ? "paused: freshet resume goes on" : "going on");
      }
      transfer = show(download, transfer);
      var progress = download.progress();
      boolean moves = progress.fetched() != fetchedBefore || progress.sources() > 0;
      if (moves || waits.isPresent() || paused) {
        fetchedBefore = progress.fetched();
        movedNanos = now;
        warned = false;
      } else if (!warned && now - movedNanos > QUIET_NANOS) {
        warned = true;
        console.note(nothingArrives(download.lacking()));
      }
    }
    console.endProgress();
    complete(download);
  }

  static String nothingArrives(Lacking lacking) {
    int others = lacking.files() - lacking.names().size();
    return "nothing has arrived for "
        + QUIET_NANOS / 1_000_000_000L
        + " s: no node that can be reached holds the missing "
        + Human.size(lacking.bytes())
        + " of "
        + String.join(", ", lacking.names())
        + (others > 0 ? " and " + Human.count(others, "other file") : "")
        + "; waiting for one";
  }

  private static Transfer start(Download download) {
    var progress = download.progress();
    return new Transfer(progress.total(), progress.done(), System.nanoTime());
  }

  private Transfer show(Download download, Transfer transfer) {
    var progress = download.progress();
    long now = System.nanoTime();
    transfer.reached(progress.done(), now);
    if (json) {
      console.line(
          object(state(download), progress)
              .put("rate", (long) transfer.bytesPerSecond())
              .put("sources", progress.sources())
              .put("node", node.id().hex())
              .put("received", received(download))
              .toString());
      console.flush();
    } else if (console.surface() instanceof Surface.Terminal || now - startNanos > 2_000_000_000L) {
      console.progress(List.of(line(transfer, progress)), now);
    }
    return transfer;
  }

  /// How far it is, for a person.
  static String line(Transfer transfer, Download.Progress progress) {
    return transfer.line() + " · from " + Human.count(progress.sources(), "peer");
  }

  private String state(Download download) {
    if (node.pauseSwitch().isPaused()) return "paused";
    return download.waitsForRoom().isPresent() ? "waiting" : "fetching";
  }

  /// From whom how much came, so far: who looks on has it also of a node that is killed.
  private static JsonObject received(Download download) {
    var received = new JsonObject();
    download.traffic().forEach((peer, bytes) -> received.put(peer.hex(), bytes.down()));
    return received;
  }

  private static JsonObject object(String state, Download.Progress progress) {
    return new JsonObject()
        .put("state", state)
        .put("done", progress.done())
        .put("total", progress.total())
        .put("fetched", progress.fetched());
  }

  private void complete(Download download) {
    var progress = download.progress();
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    if (json) {
      console.line(
          object("complete", progress)
              .put("seconds", seconds)
              .put("node", node.id().hex())
              .put("received", received(download))
              .toString());
    } else {
      console.line(
          download.path().toString()
              + " is complete and verified: "
              + Human.size(progress.total())
              + (progress.fetched() == 0
                  ? ", all of it was here already"
                  : ", "
                      + Human.size(progress.fetched())
                      + " fetched from "
                      + Human.count(progress.givers(), "peer")
                      + " in "
                      + Human.duration(Duration.ofMillis((long) (seconds * 1000)))
                      + " ("
                      + Human.rate(progress.fetched() / seconds)
                      + ")"));
      console.line("info hash " + download.swarm().infoHash().hex());
    }
    console.flush();
  }
}
