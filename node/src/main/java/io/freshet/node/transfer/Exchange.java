package io.freshet.node.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// One request and the answer to it.
final class Exchange {
  private final SocketChannel channel;
  private final StallWatch watch;
  private final HttpHead head;
  private final String method;
  private final String target;
  private final boolean http11;
  private boolean last;

  private Exchange(
      SocketChannel channel,
      StallWatch watch,
      HttpHead head,
      String method,
      String target,
      boolean http11) {
    this.channel = channel;
    this.watch = watch;
    this.head = head;
    this.method = method;
    this.target = target;
    this.http11 = http11;
    this.last = http11 ? head.has("connection", "close") : !head.has("connection", "keep-alive");
  }

  /// @param watch has begun: all of the answer must be taken before it is impatient
  static Exchange of(SocketChannel channel, StallWatch watch, HttpHead head)
      throws HttpHead.MalformedException {
    String[] words = head.firstLine().split(" ", -1);
    if (words.length != 3) throw new HttpHead.MalformedException("no request line");
    boolean http11 = words[2].equals("HTTP/1.1");
    if (!http11 && !words[2].equals("HTTP/1.0")) {
      throw new HttpHead.MalformedException("only HTTP/1.1 and HTTP/1.0 are spoken here");
    }
    if (head.header("transfer-encoding").isPresent()
        || head.number("content-length").orElse(0L) != 0) {
      throw new HttpHead.MalformedException("a request with a body");
    }
    return new Exchange(channel, watch, head, words[0], words[1], http11);
  }

  String method() {
    return method;
  }

  String target() {
    return target;
  }

  boolean isHead() {
    return method.equals("HEAD");
  }

  boolean canBeChunked() {
    return http11;
  }

  Optional<String> header(String name) {
    return head.header(name);
  }

  /// Is the connection over after this answer?
  boolean isLast() {
    return last;
  }

  void endConnection() {
    last = true;
  }

  SocketChannel channel() {
    return channel;
  }

  /// The answer is long: whoever sends it has a watch of its own, for how it goes on.
  void isWatchedElsewhere() {
    watch.end();
  }

  /// The head of an answer: status line and what every answer has.
  Answer answer(int status, String reason) {
    return new Answer(status, reason);
  }

  /// A whole answer of one line, for people.
  void refuse(int status, String reason, String line) throws IOException {
    answer(status, reason).header("Cache-Control", "no-store").text(line);
  }

  /// Of a buffer on the heap, so much goes through a direct one at once: the JDK would make one as
  /// large as the rest.
  private static final int HEAP_WRITE_MAX = 64 << 10;

  static void write(SocketChannel channel, ByteBuffer bytes) throws IOException {
    int end = bytes.limit();
    while (bytes.position() < end) {
      if (!bytes.isDirect()) bytes.limit(Math.min(end, bytes.position() + HEAP_WRITE_MAX));
      channel.write(bytes);
      bytes.limit(end);
    }
  }

  /// An answer's head, built up.
  final class Answer {
    private final StringBuilder text = new StringBuilder(256);

    private Answer(int status, String reason) {
      text.append("HTTP/1.1 ").append(status).append(' ').append(reason).append("\r\n");
      if (last) header("Connection", "close");
      else if (!http11) header("Connection", "keep-alive");
    }

    Answer header(String name, String value) {
      text.append(name).append(": ").append(value).append("\r\n");
      return this;
    }

    byte[] bytes() {
      return (text + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    void text(String line) throws IOException {
      header("Content-Type", "text/plain; charset=utf-8");
      body(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    /// Sends the answer with a small body.
    void body(ByteBuffer content) throws IOException {
      header("Content-Length", Integer.toString(content.remaining()));
      byte[] headBytes = bytes();
      if (isHead()) {
        write(channel, ByteBuffer.wrap(headBytes));
        return;
      }
      ByteBuffer all = ByteBuffer.allocate(headBytes.length + content.remaining());
      write(channel, all.put(headBytes).put(content).flip());
    }
  }
}
