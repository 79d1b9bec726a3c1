package io.freshet.node.transfer;

import io.freshet.content.InfoHash;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Semaphore;

/// Has sources look again at what they sent wrong: who is asked for a piece's leaf hashes reads and
/// hashes it, and finds out that its disk is rotten before it sends the same bytes to anybody else.
///
/// Whose disk is right has a bad link, or lies: what to make of that is the engine's to decide.
final class Doubts {
  /// Questions at once; a liar that sends nothing but wrong bytes costs no more than these.
  private static final int ASKED_MAX = 4;

  private static final int SILENCE_MILLIS = 5_000;

  private final InfoHash release;
  private final Semaphore free = new Semaphore(ASKED_MAX);

  Doubts(InfoHash release) {
    this.release = release;
  }

  /// Returns at once.
  void ask(InetSocketAddress source, int piece) {
    if (!free.tryAcquire()) return;
    Thread.ofVirtual()
        .name("freshet-doubt")
        .start(
            () -> {
              // With the answer's head, it has looked.
              try (OneShot _ =
                  OneShot.get(
                      source,
                      Ask.leaves(release, piece),
                      "Connection: close\r\n",
                      SILENCE_MILLIS)) {
                return;
              } catch (IOException e) {
                // It is gone, and then it sends nothing wrong.
              } finally {
                free.release();
              }
            });
  }
}
