package io.freshet.app.console;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Where a command speaks: results go to standard output; progress, notes and errors to standard
/// error, so that a program can read the results. Safe for several threads.
///
/// Names come from strangers, and a terminal does what control characters say: whatever is written
/// here is escaped, so that no command has to think of it.
public final class Console {
  /// A block that moves is redrawn so often: smooth to the eye, and nothing beside hashing.
  private static final long TERMINAL_EVERY_NANOS = 100_000_000L;

  /// A log is to be read later: a line every 10 s is 360 an hour.
  private static final long PLAIN_EVERY_NANOS = 10_000_000_000L;

  private static final int OUT_BUFFER_BYTES = 8 << 10;

  private final ResultStream results;
  private final PrintStream out;
  private final PrintStream err;
  private final Surface surface;
  private int movingLines;
  private long shownNanos;
  private boolean shownBefore;

  public Console(OutputStream out, OutputStream err, Surface errSurface) {
    results = new ResultStream(out);
    this.out =
        new PrintStream(
            new BufferedOutputStream(results, OUT_BUFFER_BYTES), false, StandardCharsets.UTF_8);
    this.err = new PrintStream(err, true, StandardCharsets.UTF_8);
    this.surface = errSurface;
  }

  /// The process's own. The launcher says whether standard error is a terminal and how large
  /// (`-Dfreshet.columns`, `-Dfreshet.rows`), because asking costs a shell nothing and Java a
  /// library.
  public static Console ofProcess() {
    int columns = Integer.getInteger("freshet.columns", 0);
    int rows = Math.max(1, Integer.getInteger("freshet.rows", Surface.Terminal.ROWS_DEFAULT));
    return new Console(
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err),
        columns > 0 ? new Surface.Terminal(columns, rows) : Surface.PLAIN);
  }

  public Surface surface() {
    return surface;
  }

  /// A line of the result. It may be held back until [#flush] or the end. Here and there, an
  /// `UncheckedIOException` of a [ResultStream.Failure] says that nobody can read it.
  public synchronized void line(String text) {
    erase();
    out.print(Human.printable(text));
    out.print('\n');
    if (surface instanceof Surface.Terminal) out.flush();
    requireReader();
  }

  /// A piece of the result without a line's end.
  public synchronized void print(String text) {
    out.print(Human.printable(text));
    requireReader();
  }

  /// For a person, about what happens.
  public synchronized void note(String text) {
    out.flush();
    erase();
    err.print(Human.printable(text) + "\n");
  }

  /// One line that says what failed, on what, and what to do next.
  public void error(String text) {
    note("freshet: " + text);
  }

  public synchronized void trace(Throwable thrown) {
    out.flush();
    erase();
    var text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    text.toString().lines().forEach(line -> err.print(traced(line) + "\n"));
  }

  /// How far it is: on a terminal a block that is redrawn in place, elsewhere lines now and then.
  /// What comes too early is left out.
  public synchronized void progress(List<String> lines, long nowNanos) {
    long every = surface instanceof Surface.Terminal ? TERMINAL_EVERY_NANOS : PLAIN_EVERY_NANOS;
    if (shownBefore && nowNanos - shownNanos < every) return;
    shownBefore = true;
    shownNanos = nowNanos;
    switch (surface) {
      case Surface.Plain() -> {
        out.flush();
        lines.forEach(line -> err.print(Human.printable(line) + "\n"));
      }
      case Surface.Terminal(int columns, int rows) -> {
        out.flush();
        erase();
        var shown = fitting(lines, rows);
        var block = new StringBuilder();
        // The last column stays free: some terminals wrap as soon as it is written.
        for (String line : shown)
          block.append(cut(Human.printable(line), columns - 1)).append("\u001b[K\n");
        err.print(block);
        movingLines = shown.size();
      }
    }
  }

  /// Takes the moving block away; the next [#progress] is shown at once.
  public synchronized void endProgress() {
    erase();
    shownBefore = false;
  }

  public synchronized void flush() {
    out.flush();
    err.flush();
    requireReader();
  }

  /// A print stream says nothing when it cannot write.
  private void requireReader() {
    results
        .failure()
        .ifPresent(
            failure -> {
              throw new UncheckedIOException(failure);
            });
  }

  /// The tab that a frame begins with is the JDK's own.
  private static String traced(String line) {
    boolean frame = line.startsWith("\t");
    return (frame ? "\t" : "") + Human.printable(frame ? line.substring(1) : line);
  }

  private void erase() {
    // Up to the block's first line, then clear to the end of the screen.
    if (movingLines > 0) err.print("\u001b[" + movingLines + "A\r\u001b[J");
    movingLines = 0;
  }

  /// What has scrolled away cannot be redrawn: the block leaves the cursor's row free.
  private static List<String> fitting(List<String> lines, int rows) {
    int most = Math.max(1, rows - 1);
    if (lines.size() <= most) return lines;
    var shown = new ArrayList<>(lines.subList(0, most - 1));
    shown.add("… and " + (lines.size() - most + 1) + " more");
    return shown;
  }

  private static String cut(String line, int columns) {
    if (line.codePointCount(0, line.length()) <= columns) return line;
    return columns <= 1 ? "" : line.substring(0, line.offsetByCodePoints(0, columns - 1)) + "…";
  }
}
