package io.freshet.node.swarm;

/// Is told what becomes of a swarm that this node takes part in; must not block.
public interface SwarmListener {

  /// Hears nothing: what only serves.
  SwarmListener DEAF =
      new SwarmListener() {
        @Override
        public void arrived() {}

        @Override
        public void failed(String reason) {}
      };

  /// Everything wanted has arrived and is proven; a disk may still have to sync it.
  void arrived();

  /// This node cannot go on, whatever its sources do; the reason is a sentence for a person.
  void failed(String reason);
}
