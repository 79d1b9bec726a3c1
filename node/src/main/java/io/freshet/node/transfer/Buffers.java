package io.freshet.node.transfer;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Direct buffers that connections leave to those that come after them: the JDK frees them late.
final class Buffers {
  private final int bytes;
  private final ConcurrentLinkedQueue<ByteBuffer> free = new ConcurrentLinkedQueue<>();

  Buffers(int bytes) {
    this.bytes = bytes;
  }

  ByteBuffer take() {
    ByteBuffer buffer = free.poll();
    return buffer == null ? ByteBuffer.allocateDirect(bytes) : buffer;
  }

  void give(ByteBuffer buffer) {
    free.add(buffer);
  }
}
