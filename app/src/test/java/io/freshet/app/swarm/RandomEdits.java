package io.freshet.app.swarm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// What people and programs do to a folder, drawn from a seed: an edit is a call or two.
final class RandomEdits {
  /// Few, so that what was one thing soon becomes another.
  private static final List<String> NAMES =
      List.of("a", "b", "weights.bin", "Übersicht.txt", "日本", "with space", "-dash", "x.tmp~");

  private static final List<String> MODES =
      List.of("rw-r--r--", "rw-------", "rwxr-xr-x", "r--r--r--");
  private static final int DEPTH_MAX = 3;

  /// Some pieces of the smallest length.
  private static final int BYTES_MAX = 900_000;

  private final Path root;
  private final Random random;

  RandomEdits(Path root, long seed) {
    this.root = root;
    random = new Random(seed);
  }

  /// Says what was done, for whom it goes wrong after.
  String next() throws IOException {
    return switch (random.nextInt(16)) {
      case 0, 1, 2 -> create(place());
      case 3 -> change("append to", this::append);
      case 4 -> change("overwrite a part of", this::overwrite);
      case 5 -> change("truncate", this::truncate);
      case 6 -> change("replace", this::replace);
      case 7, 8 -> move(any(), place());
      case 9 -> swap(any(), any());
      case 10 -> chmod();
      case 11 -> link(place());
      case 12 -> delete(any());
      case 13 -> folder(place());
      case 14 -> copy();
      default -> intoTheOther();
    };
  }

  private interface Change {
    void to(Path file) throws IOException;
  }

  private String name() {
    return NAMES.get(random.nextInt(NAMES.size()));
  }

  /// A name in some folder that is there; something may have it.
  private Path place() throws IOException {
    List<Path> folders = new ArrayList<>(List.of(root));
    for (Path one : all()) {
      boolean fits = root.relativize(one).getNameCount() < DEPTH_MAX;
      if (fits && Files.isDirectory(one, LinkOption.NOFOLLOW_LINKS)) folders.add(one);
    }
    return folders.get(random.nextInt(folders.size())).resolve(name());
  }

  private List<Path> all() throws IOException {
    try (var walk = Files.walk(root)) {
      return walk.filter(path -> !path.equals(root)).sorted().toList();
    }
  }

  private Optional<Path> any() throws IOException {
    List<Path> all = all();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
  }

  private byte[] bytes(int most) {
    byte[] bytes = new byte[random.nextInt(most)];
    random.nextBytes(bytes);
    return bytes;
  }

  private String create(Path file) throws IOException {
    if (isFolder(file)) return "nothing";
    Files.deleteIfExists(file);
    Files.write(file, bytes(random.nextInt(4) == 0 ? BYTES_MAX : 5_000));
    return "create " + file;
  }

  private String change(String how, Change change) throws IOException {
    List<Path> files = all().stream().filter(path -> isFile(path)).toList();
    if (files.isEmpty()) return "nothing";
    Path file = files.get(random.nextInt(files.size()));
    file.toFile().setWritable(true);
    change.to(file);
    return how + " " + file;
  }

  private void append(Path file) throws IOException {
    Files.write(file, bytes(50_000), StandardOpenOption.APPEND);
  }

  private void overwrite(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      long at = channel.size() == 0 ? 0 : random.nextLong(channel.size());
      channel.write(ByteBuffer.wrap(bytes(3_000)), at);
    }
  }

  private void truncate(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(random.nextLong(channel.size() + 1));
    }
  }

  /// As editors do: a new file takes the name.
  private void replace(Path file) throws IOException {
    Path fresh = Files.write(file.resolveSibling(".new"), bytes(20_000));
    Files.move(fresh, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  /// To a free name, or over a file.
  private String move(Optional<Path> from, Path to) throws IOException {
    if (from.isEmpty() || to.startsWith(from.get()) || isFolder(to)) return "nothing";
    if (isFolder(from.get()) && Files.exists(to, LinkOption.NOFOLLOW_LINKS)) return "nothing";
    Files.move(from.get(), to, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    return "move " + from.get() + " to " + to;
  }

  private String swap(Optional<Path> one, Optional<Path> other) throws IOException {
    if (one.isEmpty() || other.isEmpty()) return "nothing";
    Path a = one.get();
    Path b = other.get();
    if (a.startsWith(b) || b.startsWith(a)) return "nothing";
    Path aside = root.resolve(".aside");
    Files.move(a, aside);
    Files.move(b, a);
    Files.move(aside, b);
    return "swap " + a + " and " + b;
  }

  private String chmod() throws IOException {
    Optional<Path> one = any().filter(RandomEdits::isFile);
    if (one.isEmpty()) return "nothing";
    String mode = MODES.get(random.nextInt(MODES.size()));
    Files.setPosixFilePermissions(one.get(), PosixFilePermissions.fromString(mode));
    long seconds = random.nextInt(2_000_000_000);
    int nanos = random.nextInt(1_000_000_000);
    Files.setLastModifiedTime(one.get(), FileTime.from(Instant.ofEpochSecond(seconds, nanos)));
    return mode + " " + one.get();
  }

  private String link(Path at) throws IOException {
    if (isFolder(at)) return "nothing";
    Files.deleteIfExists(at);
    String target = random.nextBoolean() ? name() : "../" + name() + "/nowhere";
    Files.createSymbolicLink(at, Path.of(target));
    return "link " + at + " to " + target;
  }

  private String delete(Optional<Path> one) throws IOException {
    if (one.isEmpty()) return "nothing";
    remove(one.get());
    return "delete " + one.get();
  }

  private String folder(Path at) throws IOException {
    if (Files.exists(at, LinkOption.NOFOLLOW_LINKS)) return "nothing";
    Files.createDirectory(at);
    return "folder " + at;
  }

  private String copy() throws IOException {
    Optional<Path> from = any().filter(RandomEdits::isFile);
    Path to = place();
    if (from.isEmpty() || isFolder(to) || from.get().equals(to)) return "nothing";
    Files.deleteIfExists(to);
    Files.copy(from.get(), to);
    return "copy " + from.get() + " to " + to;
  }

  /// A folder where a file was, and back.
  private String intoTheOther() throws IOException {
    Optional<Path> one = any();
    if (one.isEmpty()) return "nothing";
    boolean folder = isFolder(one.get());
    remove(one.get());
    if (folder) {
      Files.write(one.get(), bytes(10_000));
    } else {
      Files.createDirectory(one.get());
      Files.write(one.get().resolve(name()), bytes(10_000));
    }
    return (folder ? "folder to file " : "file to folder ") + one.get();
  }

  private static boolean isFolder(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean isFile(Path path) {
    return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
  }

  private static void remove(Path path) throws IOException {
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path folder, @org.jspecify.annotations.Nullable IOException failure)
              throws IOException {
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
