package io.freshet.app.demo;

import io.freshet.app.console.Human;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The demo's folder: everything that it writes is in there, and it is gone at the end.
record Scratch(Path folder) implements AutoCloseable {
  private static final int BLOCK_BYTES = 1 << 20;

  /// Manifests, a catalog, what processes say.
  private static final long SMALL_THINGS_BYTES = 64L << 20;

  /// @param bytes that will be written
  static Scratch make(long bytes) throws IOException {
    var temporary = System.getenv("TMPDIR");
    var within = Path.of(temporary == null ? System.getProperty("java.io.tmpdir") : temporary);
    long room = Files.getFileStore(within).getUsableSpace();
    if (room < bytes + SMALL_THINGS_BYTES) {
      throw new IOException(
          within
              + " has room for "
              + Human.size(room)
              + " and the demo needs "
              + Human.size(bytes + SMALL_THINGS_BYTES)
              + ": make room, or set TMPDIR to a folder of another disk");
    }
    return new Scratch(Files.createTempDirectory(within, "freshet-demo-"));
  }

  Path subfolder(String name) throws IOException {
    return Files.createDirectory(folder.resolve(name));
  }

  /// A file that no two pieces of are alike, and that nobody has seen before.
  Path randomFile(String name, long bytes) throws IOException {
    var file = folder.resolve(name);
    var random = RandomGenerator.of("L64X128MixRandom");
    var block = ByteBuffer.allocateDirect(BLOCK_BYTES);
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (long left = bytes; left > 0; left -= BLOCK_BYTES) {
        block.clear();
        while (block.hasRemaining()) block.putLong(random.nextLong());
        block.flip().limit((int) Math.min(left, BLOCK_BYTES));
        while (block.hasRemaining()) channel.write(block);
      }
    }
    return file;
  }

  /// The bytes of a file, or of all files of a folder; links count nothing.
  static long bytesOf(Path path) throws IOException {
    try (var files = Files.walk(path)) {
      long bytes = 0;
      for (var file : (Iterable<Path>) files::iterator) {
        var attributes =
            Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (attributes.isRegularFile()) bytes += attributes.size();
      }
      return bytes;
    }
  }

  @Override
  public void close() throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            // A process that was killed a moment ago may have been renaming it.
            if (failure instanceof NoSuchFileException) return FileVisitResult.CONTINUE;
            throw failure;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
              throws IOException {
            if (failure != null) throw failure;
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
