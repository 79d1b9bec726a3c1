package io.freshet.node.disk;

import io.freshet.content.Manifest;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// Which files of a release are wanted.
///
/// A pattern is a glob (`*` within a name, `**` across folders, `?`, `[…]`, `{a,b}`). With a `/` in
/// it, it is matched against the whole path; without, against the name of the file or of any folder
/// above it. A folder that matches brings everything below it.
///
/// @param files the wanted files, by index
/// @param unmatched patterns that no file matches: for a message
public record Selection(BitSet files, List<String> unmatched) {
  public Selection {
    unmatched = List.copyOf(unmatched);
  }

  public static Selection all(Manifest manifest) {
    BitSet files = new BitSet();
    files.set(0, manifest.fileCount());
    return new Selection(files, List.of());
  }

  /// The files that at least one of these patterns matches; `IllegalArgumentException` names a
  /// pattern that is none.
  public static Selection matching(Manifest manifest, List<String> patterns) {
    if (patterns.isEmpty()) return all(manifest);
    BitSet files = new BitSet();
    List<String> unmatched = new ArrayList<>();
    for (String pattern : patterns) {
      BitSet matched = matching(manifest, pattern);
      if (matched.isEmpty()) unmatched.add(pattern);
      files.or(matched);
    }
    return new Selection(files, unmatched);
  }

  private static BitSet matching(Manifest manifest, String pattern) {
    String bare = pattern.startsWith("/") ? pattern.substring(1) : pattern;
    boolean anywhere = pattern.indexOf('/') < 0;
    PathMatcher matcher =
        FileSystems.getDefault()
            .getPathMatcher("glob:" + (bare.endsWith("/") ? bare + "**" : bare));
    BitSet matched = new BitSet();
    for (int file = 0; file < manifest.fileCount(); file++) {
      if (matches(matcher, Path.of(manifest.file(file).path()), anywhere)) matched.set(file);
    }
    return matched;
  }

  private static boolean matches(PathMatcher matcher, Path path, boolean anywhere) {
    for (int depth = 1; depth <= path.getNameCount(); depth++) {
      Path candidate = anywhere ? path.getName(depth - 1) : path.subpath(0, depth);
      if (matcher.matches(candidate)) return true;
    }
    return false;
  }

  public boolean has(int file) {
    return files.get(file);
  }

  /// How many bytes the wanted files have.
  public long bytesOf(Manifest manifest) {
    if (isAll(manifest)) return manifest.totalBytes();
    long bytes = 0;
    for (int file = files.nextSetBit(0); file >= 0; file = files.nextSetBit(file + 1)) {
      bytes += manifest.file(file).length();
    }
    return bytes;
  }

  /// Is nothing left out?
  public boolean isAll(Manifest manifest) {
    return files.cardinality() == manifest.fileCount();
  }
}
