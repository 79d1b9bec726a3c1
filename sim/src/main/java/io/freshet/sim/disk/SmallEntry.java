package io.freshet.sim.disk;

/// What stands under a name in a small tree.
sealed interface SmallEntry {
  record File(byte[] bytes) implements SmallEntry {}

  record Link(String target) implements SmallEntry {}
}
