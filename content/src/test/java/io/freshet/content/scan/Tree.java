package io.freshet.content.scan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;

/// Real files for tests, made by a rule: byte k of a file of n bytes follows from n and k, so that
/// files of one size are equal.
final class Tree {
  private final Path root;

  Tree(Path root) {
    this.root = root;
  }

  Tree file(String path, int size) {
    return file(path, content(size));
  }

  Tree file(String path, byte[] content) {
    try {
      Path place = root.resolve(path);
      Files.createDirectories(place.getParent());
      Files.write(place, content);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Tree executable(String path, int size) {
    return file(path, size).mode(path, "rwxr-xr-x");
  }

  Tree folder(String path) {
    try {
      Files.createDirectories(root.resolve(path));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Tree link(String path, String target) {
    try {
      Files.createDirectories(root.resolve(path).getParent());
      Files.createSymbolicLink(root.resolve(path), Path.of(target));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Tree mode(String path, String permissions) {
    try {
      Files.setPosixFilePermissions(
          root.resolve(path), PosixFilePermissions.fromString(permissions));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Tree mtime(String path, Instant mtime) {
    try {
      Files.setLastModifiedTime(root.resolve(path), FileTime.from(mtime));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] content(int size) {
    byte[] content = new byte[size];
    int state = size;
    for (int k = 0; k < size; k++) {
      state = (state * 1103515245 + 12345) & 0x7fffffff;
      content[k] = (byte) (state >>> 23);
    }
    return content;
  }
}
