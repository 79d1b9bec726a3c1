package io.freshet.app.running;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;

/// Where a node is told what to do by other processes of its user: a socket in a folder that nobody
/// else may enter, which is all that is asked of who comes.
final class ReinsSocket implements AutoCloseable {
  /// People type one command after the other; who finds all taken is not answered.
  private static final int AT_ONCE_MAX = 16;

  /// A machine that runs more nodes than this asks them all when another one starts.
  static final int LEFT_BEHIND_MAX = 32;

  private final Path socket;
  private final ServerSocketChannel server;
  private final UnaryOperator<String> answer;
  private final Semaphore free = new Semaphore(AT_ONCE_MAX);

  private ReinsSocket(Path socket, ServerSocketChannel server, UnaryOperator<String> answer) {
    this.socket = socket;
    this.server = server;
    this.answer = answer;
  }

  /// @param answer what is said to what was said; called by several threads
  static ReinsSocket open(SocketFolder folder, String node, UnaryOperator<String> answer)
      throws IOException {
    folder.prepare();
    var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(folder.draft(node)));
      Files.move(folder.draft(node), folder.socket(node), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      server.close();
      throw e;
    }
    var opened = new ReinsSocket(folder.socket(node), server, answer);
    Thread.ofPlatform().daemon().name("freshet-reins").start(opened::listen);
    Thread.ofVirtual().name("freshet-sweep").start(() -> sweep(folder));
    return opened;
  }

  /// Whoever names a node removes what killed ones left behind; where nobody ever does, this does.
  private static void sweep(SocketFolder folder) {
    try {
      if (folder.sockets().size() > LEFT_BEHIND_MAX) {
        var _ = RunningNode.all(folder);
      }
    } catch (IOException _) {
      // They harm nobody.
    }
  }

  private void listen() {
    try {
      while (true) {
        SocketChannel caller = server.accept();
        if (free.tryAcquire()) Thread.ofVirtual().name("freshet-caller").start(() -> hear(caller));
        else caller.close();
      }
    } catch (IOException _) {
      // Closed, which is how this ends; or out of descriptors, and then nobody is heard any more.
    }
  }

  private void hear(SocketChannel caller) {
    try (caller) {
      String said = answer.apply(RunningNode.readAll(caller));
      caller.write(ByteBuffer.wrap(said.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException _) {
      // Who has gone needs no answer.
    } finally {
      free.release();
    }
  }

  @Override
  public void close() throws IOException {
    try (server) {
      Files.deleteIfExists(socket);
    }
  }
}
