package io.freshet.node.control;

/// A release that somebody publishes, or has published and watches being copied.
public interface Publication extends AutoCloseable {

  /// Stops watching; what was accepted stays published.
  @Override
  void close();
}
