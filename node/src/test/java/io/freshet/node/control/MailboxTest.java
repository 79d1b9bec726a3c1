package io.freshet.node.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.freshet.node.Patience;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class MailboxTest {

  private static final long HOUR_NANOS = TimeUnit.HOURS.toNanos(1);

  /// A letter that tells what became of it.
  private static final class Traced implements Mailbox.Letter {
    private final CompletableFuture<String> fate = new CompletableFuture<>();

    @Override
    public void read() {
      fate.complete("read");
    }

    @Override
    public void unread() {
      fate.complete("unread");
    }

    String fate() throws Exception {
      return fate.get(Patience.SECONDS, TimeUnit.SECONDS);
    }
  }

  private static Mailbox started() {
    var mailbox = new Mailbox();
    mailbox.start("test mailbox", () -> {}, HOUR_NANOS, System::nanoTime);
    return mailbox;
  }

  @Test
  void lettersAreReadInOrder() throws Exception {
    Mailbox mailbox = started();
    var order = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      int number = i;
      mailbox.post(() -> order.append(number));
    }
    var last = new Traced();
    mailbox.post(last);
    assertEquals("read", last.fate());
    assertEquals("01234", order.toString());
    mailbox.close();
  }

  @Test
  void aBugEndsItAndIsReportedAndNoQuestionStaysOpen() throws Exception {
    Mailbox mailbox = started();
    var mayFail = new CountDownLatch(1);
    mailbox.post(
        () -> {
          try {
            mayFail.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          throw new IllegalStateException("a bug");
        });
    var behind = new Traced();
    mailbox.post(behind);
    mayFail.countDown();
    assertEquals("unread", behind.fate());
    var later = new Traced();
    mailbox.post(later);
    assertEquals("unread", later.fate());
    var ended =
        assertThrows(
            ExecutionException.class,
            () -> mailbox.ended().get(Patience.SECONDS, TimeUnit.SECONDS));
    assertEquals("java.lang.IllegalStateException: a bug", ended.getMessage());
  }

  @Test
  void aFullOneMakesWritersWait() throws Exception {
    Mailbox mailbox = started();
    var mayGoOn = new CountDownLatch(1);
    mailbox.post(
        () -> {
          try {
            mayGoOn.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    // The one that is being read left its place.
    for (int i = 0; i < Mailbox.LETTERS_MAX; i++) {
      mailbox.post(() -> {});
    }
    var posted = new CompletableFuture<Void>();
    var waiting = new Traced();
    Thread writer =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    mailbox.post(waiting);
                    posted.complete(null);
                  } catch (InterruptedException e) {
                    posted.completeExceptionally(e);
                  }
                });
    assertFalse(posted.isDone());
    mayGoOn.countDown();
    assertEquals("read", waiting.fate());
    writer.join();
    mailbox.close();
  }
}
