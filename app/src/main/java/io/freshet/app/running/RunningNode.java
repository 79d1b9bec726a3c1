package io.freshet.app.running;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A node that another process of this user runs on this machine.
///
/// @param standing what it said last
public record RunningNode(Path socket, Standing standing) {
  /// What is said either way has some hundred bytes; a schedule of 24 spans and a path of 4 KiB
  /// fit.
  static final int BYTES_MAX = 16 << 10;

  /// A process answers within milliseconds, unless it is stopped or its machine is.
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /// What comes of asking.
  public sealed interface Answer {
    /// Done.
    record Done(Standing standing) implements Answer {}

    /// It does not do that.
    record Refused(String why) implements Answer {}

    /// Nobody listens any more, or nothing that can be understood was said.
    record Silent() implements Answer {}
  }

  /// All of them; what killed ones left behind is removed.
  ///
  /// @param folder [io.freshet.app] says where it is
  public static List<RunningNode> all(Path folder) throws IOException {
    return all(SocketFolder.ofThisMachine(folder));
  }

  static List<RunningNode> all(SocketFolder folder) throws IOException {
    List<RunningNode> nodes = new ArrayList<>();
    for (Path socket : folder.sockets()) {
      if (ask(socket, new Errand.Describe()) instanceof Answer.Done(Standing standing))
        nodes.add(new RunningNode(socket, standing));
    }
    return nodes;
  }

  public Answer ask(Errand errand) throws IOException {
    return ask(socket, errand);
  }

  private static Answer ask(Path socket, Errand errand) throws IOException {
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      return understood(say(channel, errand));
    } catch (ConnectException _) {
      Files.deleteIfExists(socket); // its process was killed
      return new Answer.Silent();
    } catch (IOException _) {
      return new Answer.Silent(); // it has just ended, or does not answer
    }
  }

  private static Answer understood(String text) {
    if (text.startsWith("no ")) return new Answer.Refused(text.substring(3).strip());
    Optional<Standing> standing = Standing.parse(text);
    return standing.isPresent() ? new Answer.Done(standing.get()) : new Answer.Silent();
  }

  private static String say(SocketChannel channel, Errand errand) throws IOException {
    var patience =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    Thread.sleep(PATIENCE);
                    channel.close();
                  } catch (InterruptedException | IOException _) {
                    // It has answered, or is closed all the same.
                  }
                });
    try {
      channel.write(ByteBuffer.wrap(errand.text().getBytes(StandardCharsets.UTF_8)));
      channel.shutdownOutput();
      return readAll(channel);
    } finally {
      patience.interrupt();
    }
  }

  /// All that is said until the other side has finished; what is too much is cut off.
  static String readAll(SocketChannel channel) throws IOException {
    var bytes = ByteBuffer.allocate(BYTES_MAX);
    while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
      // On to the end.
    }
    return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
  }
}
