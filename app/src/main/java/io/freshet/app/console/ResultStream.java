package io.freshet.app.console;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Optional;

/// Where results go: a pipe that nobody reads any more or a full disk must end a command, and must
/// not be taken for a file of its own.
public final class ResultStream extends FilterOutputStream {
  private Optional<Failure> failure = Optional.empty();

  public ResultStream(OutputStream out) {
    super(out);
  }

  /// Standard output could not be written.
  public static final class Failure extends IOException {
    private static final long serialVersionUID = 1L;

    Failure(IOException cause) {
      super(
          "standard output cannot be written ("
              + String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT)
              + "): run it again with room for what it says",
          cause);
    }

    /// Has the reader closed it? It had enough, and needs no message.
    public boolean isEndOfReading() {
      return String.valueOf(getCause()).contains("Broken pipe");
    }
  }

  /// The first one, even if whoever wrote did not look.
  Optional<Failure> failure() {
    return failure;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public void flush() throws IOException {
    try {
      out.flush();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private Failure failed(IOException e) {
    var now = new Failure(e);
    if (failure.isEmpty()) failure = Optional.of(now);
    return now;
  }
}
