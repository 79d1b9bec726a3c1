package io.freshet.node.disk;

import io.freshet.node.Patience;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Hears what becomes of a destination, and lets a test wait for it.
public class Watcher implements DestinationListener {
  private final CountDownLatch complete = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final CountDownLatch failed = new CountDownLatch(1);
  private final List<Integer> settled = new ArrayList<>();
  private final List<String> withdrawn = new ArrayList<>();
  private String failure = "";

  @Override
  public synchronized void settled(int file) {
    settled.add(file);
    notifyAll();
  }

  @Override
  public synchronized void withdrawn(Path path, int[] extents) {
    withdrawn.add(path.getFileName() + " " + Arrays.toString(extents));
  }

  @Override
  public void complete() {
    complete.countDown();
    ended.countDown();
  }

  @Override
  public synchronized void failed(DiskFailure why) {
    failure = why.sentence();
    failed.countDown();
    ended.countDown();
  }

  public void awaitComplete() throws InterruptedException {
    boolean over = ended.await(Patience.SECONDS, TimeUnit.SECONDS);
    if (!over || !isComplete()) {
      throw new AssertionError("not complete; failure: " + failure());
    }
  }

  public String awaitFailure() throws InterruptedException {
    if (!failed.await(Patience.SECONDS, TimeUnit.SECONDS)) throw new AssertionError("no failure");
    return failure();
  }

  public synchronized void awaitSettled(int file) throws InterruptedException {
    while (!settled.contains(file)) wait();
  }

  public boolean isComplete() {
    return complete.getCount() == 0;
  }

  public synchronized String failure() {
    return failure;
  }

  public synchronized List<String> withdrawn() {
    return List.copyOf(withdrawn);
  }
}
