package io.freshet.node.control;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Runs what a connection's reader has read on that same thread, before it reads on.
///
/// gRPC hands each message to an executor while it holds the connection's lock, so it must not be
/// taken there and then: who waits in it would wait with the connection (ADR 6). A thread of a pool
/// costs a wake and a switch for each message, which is more than what most messages have us do.
/// The reader holds no lock when it comes back to the socket: so it is handed what it has read
/// there.
final class ReaderExecutor implements Executor {

  private final Executor elsewhere;

  /// Who reads the connection, until its end.
  private volatile @Nullable Thread reader;

  /// What the reader has still to run; only it touches this.
  private final ArrayDeque<Runnable> read = new ArrayDeque<>();

  /// @param elsewhere runs what comes from another thread than the reader, or behind the end
  ReaderExecutor(Executor elsewhere) {
    this.elsewhere = elsewhere;
  }

  @Override
  public void execute(Runnable task) {
    if (Thread.currentThread().equals(reader)) {
      read.add(task);
    } else {
      elsewhere.execute(task);
    }
  }

  /// What the reader is to read from: the connection's bytes.
  InputStream reading(InputStream in) {
    return new Reading(in);
  }

  private void catchUp() {
    for (Runnable task = read.poll(); task != null; task = read.poll()) {
      task.run();
    }
  }

  private final class Reading extends FilterInputStream {

    Reading(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int most) throws IOException {
      catchUp();
      boolean open = false;
      try {
        int count = super.read(into, from, most);
        open = count >= 0;
        return count;
      } finally {
        reader = open ? Thread.currentThread() : null;
      }
    }

    @Override
    public void close() throws IOException {
      // Whoever reads closes, too, when what it read was nonsense: nothing of it may be left here.
      if (Thread.currentThread().equals(reader)) {
        reader = null;
        catchUp();
      }
      super.close();
    }
  }
}
