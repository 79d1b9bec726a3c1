package io.freshet.app;

import io.freshet.app.console.Console;
import io.freshet.app.console.Surface;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/// What a build runs once to learn which classes a start needs: they go into the AOT cache
/// (docs/adr/0002). Whatever shall start fast is done here once.
public final class Training {
  /// Small files and one of several pieces.
  private static final int[] LENGTHS = {0, 1, 20_000, 3 << 20};

  /// Some 100 pieces: enough for the compilers to see what is hot.
  private static final int SWARM_BYTES = 32 << 20;

  /// Enough for their way to be hot, and for them to be made durable together.
  private static final int MANY_FILES = 4_000;

  private static final int SMALL_BYTES = 4 << 10;
  private static final int MIRRORS = 2;

  /// Only a training that hangs waits so long.
  private static final long SECONDS_MAX = 600;

  private Training() {}

  public static void main(String[] words) throws IOException {
    var folder = Files.createTempDirectory("freshet-training-");
    try {
      commands(folder);
      swarm(folder);
      manyFiles(folder);
      delete(folder);
    } catch (IOException e) {
      System.err.println(e.getMessage());
      delete(folder);
      Runtime.getRuntime().halt(1); // what still runs in here would keep the process
    }
    Main.main(new String[] {"--version"});
  }

  private static void commands(Path folder) throws IOException {
    var tree = Files.createDirectory(folder.resolve("tree"));
    for (int length : LENGTHS) Files.write(tree.resolve("file-" + length), new byte[length]);
    Files.createSymbolicLink(tree.resolve("link"), Path.of("file-1"));
    Files.createDirectory(tree.resolve("日本"));
    var torrent = folder.resolve("training.torrent");
    run("--help");
    run("pack", "--help");
    run("pack", "--log-level=warning", tree.toString(), "-o", torrent.toString());
    run("show", torrent.toString());
    run("show", "--json", torrent.toString());
  }

  /// A tracker, its origin, receivers with and without it, and two mirrors of two releases that
  /// give to each other: long enough that what is hot is compiled and its profile goes into the
  /// cache. Who receives has a folder of its own: in one that has the bytes, nothing would be
  /// fetched.
  private static void swarm(Path folder) throws IOException {
    Path source = random(folder.resolve("v1"), 1);
    Path changed = random(folder.resolve("v2"), 2);
    var torrent = folder.resolve("source.torrent");
    run("pack", source.toString(), "-o", torrent.toString());
    var origin =
        Running.start(
            "serve",
            source.toString(),
            "--json",
            "--listen",
            "127.0.0.1:0",
            "--channel",
            "t",
            "--data",
            folder.resolve("data").toString());
    String address = origin.value("address");
    fetch(SWARM_BYTES, folder.resolve("get-1"), address + "/t");
    fetch(SWARM_BYTES, folder.resolve("get-2"), torrent.toString(), "--peer", address);
    run("get", address + "/t", Files.createDirectory(folder.resolve("get-3")) + "/");
    List<Running> mirrors = new ArrayList<>();
    for (int number = 1; number <= MIRRORS; number++) {
      Path home = Files.createDirectory(folder.resolve("mirror-" + number));
      String trace = home.resolve("trace").toString();
      String to = home.resolve("to") + "/";
      mirrors.add(Running.start("mirror", address + "/t", to, "--json", "--trace", trace));
    }
    for (Running mirror : mirrors) mirror.await(complete(1));
    run("publish", changed.toString(), address + "/t", "--until-copies", "" + MIRRORS);
    for (Running mirror : mirrors) mirror.await(complete(2));
    run("ls", address);
    run("status", address, "--json");
    run("limit", source.toString());
    for (Running mirror : mirrors) mirror.end();
    origin.end();
  }

  /// What many small files need is another way than that of large ones.
  private static void manyFiles(Path folder) throws IOException {
    var bytes = new byte[MANY_FILES + SMALL_BYTES];
    new Random(3).nextBytes(bytes);
    Path source = folder.resolve("many");
    for (int file = 0; file < MANY_FILES; file++) {
      Path inside = Files.createDirectories(source.resolve("folder-" + file / 100));
      byte[] content = Arrays.copyOfRange(bytes, file, file + SMALL_BYTES);
      Files.write(inside.resolve("file-" + file), content);
    }
    var origin =
        Running.start(
            "serve",
            source.toString(),
            "--json",
            "--listen",
            "127.0.0.1:0",
            "--channel",
            "many",
            "--data",
            folder.resolve("data-many").toString());
    String release = origin.value("address") + "/many";
    fetch(MANY_FILES * SMALL_BYTES, folder.resolve("get-many"), release);
    origin.end();
  }

  private static String complete(int version) {
    return "{\"release\":\"v" + version + "\",\"state\":\"complete\"";
  }

  private static Path random(Path folder, int seed) throws IOException {
    var bytes = new byte[SWARM_BYTES];
    new Random(seed).nextBytes(bytes);
    return Files.write(Files.createDirectory(folder).resolve("file"), bytes);
  }

  /// What was here already would not have to be fetched, and nothing would be learnt.
  private static void fetch(int bytes, Path to, String release, String... options)
      throws IOException {
    Path into = Files.createDirectory(to);
    List<String> words = new ArrayList<>(List.of("get", release, into + "/", "--json"));
    words.addAll(List.of(options));
    var fetching = Running.start(words.toArray(String[]::new));
    fetching.await("\"state\":\"complete\"");
    fetching.await("\"fetched\":" + bytes);
    fetching.end();
  }

  /// A command that runs beside others until it is ended, and what it has said.
  private static final class Running extends ByteArrayOutputStream {
    private final Thread thread;

    private Running(List<String> words) {
      var console = new Console(this, System.err, Surface.PLAIN);
      thread = Thread.ofPlatform().start(() -> new Program(console, Map.of()).run(words));
    }

    static Running start(String... words) {
      return new Running(List.of(words));
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      super.write(bytes, offset, length);
      notifyAll();
    }

    /// Returns once it has said this.
    synchronized void await(String text) throws IOException {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_MAX);
      try {
        while (!said().contains(text)) {
          long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
          if (left <= 0) throw new IOException("never said " + text + ", but: " + said());
          wait(left);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }

    /// The first value of this key, once it is there.
    String value(String key) throws IOException {
      String before = '"' + key + "\":\"";
      await(before);
      String text = said();
      int from = text.indexOf(before) + before.length();
      return text.substring(from, text.indexOf('"', from));
    }

    private String said() {
      return toString(StandardCharsets.UTF_8);
    }

    void end() throws IOException {
      thread.interrupt();
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
  }

  /// Runs a command that ends by itself; one that fails would teach nothing.
  private static void run(String... words) throws IOException {
    var console = new Console(OutputStream.nullOutputStream(), System.err, Surface.PLAIN);
    int code = new Program(console, Map.of()).run(List.of(words));
    if (code != 0) throw new IOException(String.join(" ", words) + " ended with " + code);
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
    }
  }
}
