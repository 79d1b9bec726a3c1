package io.freshet.content.scan;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What one list of patterns says of the paths below a folder: the last pattern that matches
/// decides.
public final class IgnoreRules {
  /// A file of this name lists what is left out of its folder.
  static final String FILE_NAME = ".freshetignore";

  /// Ten thousand patterns of 100 characters.
  private static final int FILE_BYTES_MAX = 1 << 20;

  /// Leaves out nothing.
  public static final IgnoreRules NONE = new IgnoreRules(List.of());

  private final List<IgnorePattern> patterns;

  enum Verdict {
    LEFT_OUT,
    TAKEN_IN,
    /// No pattern matches.
    OPEN
  }

  private IgnoreRules(List<IgnorePattern> patterns) {
    this.patterns = patterns;
  }

  /// @param lines as gitignore(5) describes them
  public static IgnoreRules of(List<String> lines) {
    return new IgnoreRules(
        lines.stream().map(IgnorePattern::parse).flatMap(Optional::stream).toList());
  }

  /// The rules in a folder's own file, if it has one; a link is not followed.
  static IgnoreRules in(Path folder) throws IOException {
    Path file = folder.resolve(FILE_NAME);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) return NONE;
    if (Files.size(file) > FILE_BYTES_MAX) {
      throw new IOException(file + " is larger than 1 MiB: no list of patterns is");
    }
    try {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      String withoutMark = text.startsWith("\ufeff") ? text.substring(1) : text;
      return of(List.of(withoutMark.split("\n")));
    } catch (CharacterCodingException e) {
      throw new IOException(file + " is not UTF-8: write it again as UTF-8", e);
    }
  }

  /// @param path below the folder that the rules are about
  Verdict of(String path, boolean folder) {
    for (IgnorePattern pattern : patterns.reversed()) {
      if (pattern.matches(path, folder)) {
        return pattern.takesIn() ? Verdict.TAKEN_IN : Verdict.LEFT_OUT;
      }
    }
    return Verdict.OPEN;
  }
}
