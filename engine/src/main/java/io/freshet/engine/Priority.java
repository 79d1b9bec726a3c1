package io.freshet.engine;

/// How urgent a release is beside others on the same links: what a publisher says of it.
///
/// Links are shared by weight, four to one a step: a share may be planned whatever others have
/// planned already, and what one release leaves free another may use. The most urgent comes first,
/// and nothing starves: each release may have one extent on its way to and from every node.
public enum Priority {
  HIGH(16),
  NORMAL(4),
  LOW(1);

  private final int weight;

  Priority(int weight) {
    this.weight = weight;
  }

  public int weight() {
    return weight;
  }
}
