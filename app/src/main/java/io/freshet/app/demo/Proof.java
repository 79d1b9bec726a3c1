package io.freshet.app.demo;

import io.freshet.app.console.Console;
import io.freshet.app.console.Human;
import io.freshet.content.InvalidManifestException;
import io.freshet.content.Manifest;
import io.freshet.node.disk.Selection;
import io.freshet.node.disk.Verification;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/// Are the copies what the source is? A file by the SHA-256 of all its bytes, a folder by every
/// piece of every file.
final class Proof {
  private static final int BUFFER_BYTES = 1 << 20;

  private final Path source;
  private final String infoHash;
  private final Console console;

  Proof(Path source, String infoHash, Console console) {
    this.source = source;
    this.infoHash = infoHash;
    this.console = console;
  }

  /// What differs, in words; nothing when all is well.
  List<String> differences(List<Fetcher> fetchers) throws IOException, InterruptedException {
    return Files.isDirectory(source) ? ofFolders(fetchers) : ofFiles(fetchers);
  }

  private List<String> ofFiles(List<Fetcher> fetchers) throws IOException, InterruptedException {
    var hashes = new ArrayList<Callable<String>>();
    hashes.add(() -> sha256(source));
    for (var fetcher : fetchers)
      hashes.add(() -> sha256(fetcher.destination.resolve(source.getFileName())));
    var found = inParallel(hashes);
    console.line("SHA-256 " + found.getFirst() + "  the source");
    var differences = new ArrayList<String>();
    for (int i = 0; i < fetchers.size(); i++) {
      var hash = found.get(i + 1);
      boolean equal = hash.equals(found.getFirst());
      console.line("        " + hash + "  " + fetchers.get(i).name + (equal ? "" : "  DIFFERS"));
      if (!equal) differences.add(fetchers.get(i).name + " has another SHA-256");
    }
    return differences;
  }

  private List<String> ofFolders(List<Fetcher> fetchers) throws IOException, InterruptedException {
    var manifest = manifest(fetchers.getFirst().destination);
    console.line("info hash " + manifest.infoHash() + ", every piece of every file hashed again:");
    var differences = new ArrayList<String>();
    compare(manifest, "the source", source, differences);
    for (var fetcher : fetchers) compare(manifest, fetcher.name, fetcher.destination, differences);
    return differences;
  }

  private void compare(Manifest manifest, String name, Path folder, List<String> differences)
      throws IOException, InterruptedException {
    var found = Verification.of(manifest, folder, Selection.all(manifest), _ -> {}).differences();
    console.line(
        "  "
            + name
            + ": "
            + Human.count(manifest.fileCount(), "file")
            + ", "
            + Human.size(manifest.totalBytes())
            + (found.isEmpty() ? "" : ", " + Human.count(found.size(), "difference")));
    for (var difference : found)
      differences.add(
          name + ": " + Human.printable(difference.path()) + " " + difference.kind().words());
  }

  /// What a node was given as the manifest, believed only when its info hash is the release's.
  private Manifest manifest(Path destination) throws IOException {
    var file = destination.resolve(".freshet").resolve(infoHash).resolve("manifest");
    try {
      var manifest = Manifest.parse(Files.readAllBytes(file));
      if (manifest.infoHash().hex().equals(infoHash)) return manifest;
      throw new IOException(file + " has another info hash: " + manifest.infoHash());
    } catch (InvalidManifestException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  private static List<String> inParallel(List<Callable<String>> tasks)
      throws IOException, InterruptedException {
    int cores = Runtime.getRuntime().availableProcessors();
    var threads = Executors.newFixedThreadPool(cores);
    try {
      var results = new ArrayList<String>();
      for (var result : threads.invokeAll(tasks)) results.add(result.get());
      return results;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) throw failure;
      throw new IllegalStateException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private static String sha256(Path file) throws IOException {
    var buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    try (var channel = FileChannel.open(file)) {
      var digest = MessageDigest.getInstance("SHA-256");
      while (channel.read(buffer.clear()) >= 0) digest.update(buffer.flip());
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
