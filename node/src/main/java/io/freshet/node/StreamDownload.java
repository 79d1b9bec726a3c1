package io.freshet.node;

import io.freshet.content.Manifest;
import io.freshet.engine.ExtentSet;
import io.freshet.engine.fetching.NodeEngine;
import io.freshet.node.disk.OrderedOutput;
import io.freshet.node.swarm.Swarm;
import io.freshet.node.swarm.SwarmListener;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// One file of a release on its way to a stream, in order, each piece proven before it is written.
public final class StreamDownload implements AutoCloseable {

  private final OrderedOutput output;
  private final Swarm swarm;
  private final AtomicReference<String> failure;

  private StreamDownload(OrderedOutput output, Swarm swarm, AtomicReference<String> failure) {
    this.output = output;
    this.swarm = swarm;
    this.failure = failure;
  }

  /// @param file its index in the manifest
  public static StreamDownload start(
      Node node, Manifest manifest, int file, NodeEngine.Mode mode, OutputStream out) {
    OrderedOutput output = new OrderedOutput(manifest, file, out);
    AtomicReference<String> failure = new AtomicReference<>("");
    ExtentSet none = ExtentSet.none(manifest.extents().count());
    ExtentSet wanted = output.allowed();
    Swarm swarm =
        Swarm.open(
            node.circle(),
            manifest,
            // What was written to a stream is gone: nothing of it is ever held.
            new Swarm.Stake(none, wanted, ExtentSet.all(manifest.extents().count())),
            mode,
            Optional.of(output),
            new SwarmListener() {
              @Override
              public void arrived() {}

              @Override
              public void failed(String reason) {
                failure.set(reason);
              }
            });
    return new StreamDownload(output, swarm, failure);
  }

  public Swarm swarm() {
    return swarm;
  }

  /// Writes the whole file; returns after its last byte was flushed.
  public void drain() throws IOException, InterruptedException {
    Thread window = Thread.ofPlatform().daemon().name("freshet-window").start(this::moveWindow);
    try {
      output.drain();
    } finally {
      window.interrupt();
    }
    if (!failure.get().isEmpty()) {
      throw new IOException(failure.get());
    }
  }

  private void moveWindow() {
    try {
      int written = 0;
      while (true) {
        written = output.awaitProgress(written);
        swarm.want(output.allowed());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    swarm.close();
    output.close();
  }
}
