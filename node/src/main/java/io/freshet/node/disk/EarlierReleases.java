package io.freshet.node.disk;

import io.freshet.content.Fingerprint;
import io.freshet.content.InvalidManifestException;
import io.freshet.content.Manifest;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// What other releases have left in a destination: their notes say which files they put there.
public final class EarlierReleases {
  private EarlierReleases() {}

  /// Files that an earlier release put there, and nobody has changed since, may be replaced.
  public static Standing standing(Manifest next, String destination) throws IOException {
    List<Standing> earlier = new ArrayList<>();
    for (Path notes : notesOfOthers(next, destination)) {
      try {
        Manifest manifest = Manifest.parse(Files.readAllBytes(notes.resolve("manifest")));
        earlier.add(PutFiles.of(manifest, destination));
      } catch (java.nio.file.NoSuchFileException | InvalidManifestException e) {
        // Notes that were never finished, or that somebody spoiled: what they put stays theirs.
      }
    }
    return new Together(earlier);
  }

  /// What any of them put there; where it is still as it was put, that one knows what is in it.
  private record Together(List<Standing> earlier) implements Standing {
    @Override
    public boolean mayReplace(String path, Fingerprint now) {
      return earlier.stream().anyMatch(one -> one.mayReplace(path, now));
    }

    @Override
    public BitSet mayShare(String path, Fingerprint now, Manifest wanted, int file) {
      for (Standing one : earlier) {
        if (one.mayReplace(path, now)) return one.mayShare(path, now, wanted, file);
      }
      return Standing.super.mayShare(path, now, wanted, file);
    }
  }

  /// Forgets them, now that this release is in place.
  public static void forget(Manifest complete, String destination) throws IOException {
    for (Path notes : notesOfOthers(complete, destination)) {
      Files.walkFileTree(notes, new Deleting());
    }
  }

  private static List<Path> notesOfOthers(Manifest release, String destination) throws IOException {
    Path all = Layout.of(release, destination).root().resolve(Layout.NOTES);
    List<Path> others = new ArrayList<>();
    if (Files.isDirectory(all)) {
      try (var entries = Files.newDirectoryStream(all, "[0-9a-f]*")) {
        for (Path entry : entries) {
          String name = entry.getFileName().toString();
          boolean isRelease = name.matches("[0-9a-f]{64}") && Files.isDirectory(entry);
          if (isRelease && !name.equals(release.infoHash().hex())) others.add(entry);
        }
      }
    }
    return others;
  }

  private static final class Deleting extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(
        Path folder, @org.jspecify.annotations.Nullable IOException failure) throws IOException {
      if (failure != null) throw failure;
      Files.delete(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
