package io.freshet.node.disk;

import java.nio.file.Path;

/// Is told what becomes of a destination, from the thread that syncs or from those that serve: must
/// not block.
public interface DestinationListener {

  /// Hears nothing.
  DestinationListener DEAF =
      new DestinationListener() {
        @Override
        public void settled(int file) {}

        @Override
        public void withdrawn(Path path, int[] extents) {}

        @Override
        public void complete() {}

        @Override
        public void failed(DiskFailure failure) {}
      };

  /// A file is complete, durable and under its final name.
  void settled(int file);

  /// Somebody changed a file that was in place: these extents can't be served any more.
  void withdrawn(Path path, int[] extents);

  /// Everything wanted is in place and durable.
  void complete();

  /// The disk failed or is full: nothing more is taken, by this destination, ever. What is held is
  /// still served.
  void failed(DiskFailure failure);
}
