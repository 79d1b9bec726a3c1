package io.freshet.app;

import io.freshet.app.console.Console;
import io.freshet.app.console.Surface;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// What a build runs once to learn which classes a start needs: they go into the AOT cache
/// (docs/adr/0002). Whatever shall start fast is done here once.
public final class Training {
  /// Small files and one of several pieces.
  private static final int[] LENGTHS = {0, 1, 20_000, 3 << 20};

  /// Some 100 pieces: enough for the compilers to see what is hot.
  private static final int SWARM_BYTES = 32 << 20;

  private static final long SECONDS_MAX = 60;

  private Training() {}

  public static void main(String[] words) throws IOException {
    var folder = Files.createTempDirectory("freshet-training-");
    try {
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
      swarm(folder);
    } finally {
      delete(folder);
    }
    Main.main(new String[] {"--version"});
  }

  /// One origin with a tracker and receivers with and without it: long enough that what is hot is
  /// compiled and its profile goes into the cache.
  private static void swarm(Path folder) throws IOException {
    var random = new Random(1);
    var bytes = new byte[SWARM_BYTES];
    random.nextBytes(bytes);
    var source = Files.write(folder.resolve("source"), bytes);
    var torrent = folder.resolve("source.torrent");
    run("pack", source.toString(), "-o", torrent.toString());
    var said = new Said();
    var data = folder.resolve("data");
    var origin =
        Thread.ofPlatform()
            .start(
                () ->
                    program(said)
                        .run(
                            List.of(
                                "serve",
                                source.toString(),
                                "--json",
                                "--listen",
                                "127.0.0.1:0",
                                "--channel",
                                "t",
                                "--data",
                                data.toString())));
    String address = said.address();
    run("get", address + "/t", folder.resolve("got-1").toString());
    run("get", address + "/t", folder.resolve("got-2").toString(), "--json");
    run("get", torrent.toString(), folder.resolve("got-3").toString(), "--peer", address);
    run("ls", address);
    run("status", address, "--json");
    run("limit", source.toString());
    origin.interrupt();
    try {
      origin.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Program program(OutputStream out) {
    return new Program(new Console(out, OutputStream.nullOutputStream(), Surface.PLAIN), Map.of());
  }

  /// What `serve --json` says, until its first line is whole.
  private static final class Said extends ByteArrayOutputStream {
    private final CompletableFuture<String> line = new CompletableFuture<>();

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      super.write(bytes, offset, length);
      String text = toString(StandardCharsets.UTF_8);
      if (text.contains("\n")) line.complete(text);
    }

    String address() throws IOException {
      try {
        String text = line.get(SECONDS_MAX, TimeUnit.SECONDS);
        int from = text.indexOf("\"address\":\"") + "\"address\":\"".length();
        return text.substring(from, text.indexOf('"', from));
      } catch (ExecutionException | TimeoutException e) {
        throw new IOException("the origin for training said no address", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
  }

  private static void run(String... words) {
    var nowhere = OutputStream.nullOutputStream();
    new Program(new Console(nowhere, nowhere, Surface.PLAIN), Map.of()).run(List.of(words));
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
    }
  }
}
