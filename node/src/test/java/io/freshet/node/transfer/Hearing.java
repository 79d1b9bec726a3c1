package io.freshet.node.transfer;

import io.freshet.node.Patience;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Hears what fetches bring, and lets a test wait for it.
final class Hearing implements FetchListener {
  private static final long PATIENCE_NANOS = Patience.DURATION.toNanos();

  private final Map<Long, Outcome> outcomes = new HashMap<>();
  private final Map<Long, List<Integer>> arrived = new HashMap<>();

  @Override
  public synchronized void arrived(long request, int extent) {
    if (outcomes.containsKey(request)) throw new AssertionError("arrived after the end");
    arrived.computeIfAbsent(request, r -> new ArrayList<>()).add(extent);
    notifyAll();
  }

  @Override
  public synchronized void ended(long request, Outcome outcome) {
    if (outcomes.put(request, outcome) != null) throw new AssertionError("ended twice");
    notifyAll();
  }

  synchronized Outcome await(long request) throws InterruptedException {
    long until = System.nanoTime() + PATIENCE_NANOS;
    while (!outcomes.containsKey(request)) {
      long left = until - System.nanoTime();
      if (left <= 0) throw new AssertionError("request " + request + " has not ended");
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return outcomes.get(request);
  }

  synchronized void awaitArrivals(long request, int count) throws InterruptedException {
    long until = System.nanoTime() + PATIENCE_NANOS;
    while (arrivals(request).size() < count) {
      long left = until - System.nanoTime();
      if (left <= 0) throw new AssertionError("only " + arrivals(request));
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }

  synchronized List<Integer> arrivals(long request) {
    return List.copyOf(arrived.getOrDefault(request, List.of()));
  }
}
