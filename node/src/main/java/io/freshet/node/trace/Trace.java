package io.freshet.node.trace;

/// Is told what happens to a node, from any thread; must not block for long, and never fails.
public interface Trace extends AutoCloseable {

  /// Nobody wants to know.
  Trace OFF = moment -> {};

  void tell(Moment moment);

  @Override
  default void close() {}
}
