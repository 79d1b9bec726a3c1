package io.freshet.node.control;

import io.freshet.node.Patience;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// What a test has heard and not looked at yet; waits for what is still to come.
final class Heard<E> implements Consumer<E> {

  private final BlockingQueue<E> events = new LinkedBlockingQueue<>();

  @Override
  public void accept(E event) {
    events.add(event);
  }

  /// The next event of this type; those before it are dropped.
  <T extends E> T next(Class<T> type) throws InterruptedException {
    return next(type, _ -> true);
  }

  <T extends E> T next(Class<T> type, Predicate<T> wanted) throws InterruptedException {
    StringBuilder passed = new StringBuilder();
    while (true) {
      E event = events.poll(Patience.SECONDS, TimeUnit.SECONDS);
      if (event == null) {
        throw new AssertionError("no " + type.getSimpleName() + " came, only:" + passed);
      }
      if (type.isInstance(event) && wanted.test(type.cast(event))) {
        return type.cast(event);
      }
      passed.append("\n  ").append(event);
    }
  }

  /// The very next event, of whatever type.
  E next() throws InterruptedException {
    E event = events.poll(Patience.SECONDS, TimeUnit.SECONDS);
    if (event == null) {
      throw new AssertionError("nothing came");
    }
    return event;
  }
}
