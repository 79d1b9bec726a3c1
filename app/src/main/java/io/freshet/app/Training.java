package io.freshet.app;

import io.freshet.app.console.Console;
import io.freshet.app.console.Surface;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// What a build runs once to learn which classes a start needs: they go into the AOT cache
/// (docs/adr/0002). Whatever shall start fast is done here once.
public final class Training {
  /// Small files and one of several pieces.
  private static final int[] LENGTHS = {0, 1, 20_000, 3 << 20};

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
    } finally {
      delete(folder);
    }
    Main.main(new String[] {"--version"});
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
