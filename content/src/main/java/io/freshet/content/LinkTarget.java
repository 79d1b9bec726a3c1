package io.freshet.content;

import java.util.ArrayList;
import java.util.List;

/// Between a link's own text and BEP 47's `symlink path`, which is relative to the release and
/// cannot say everything.
final class LinkTarget {
  private LinkTarget() {}

  /// A link's text: as it is, or for another program's torrent the way from the link's folder to
  /// its `symlink path`.
  static String text(String path, FileFacts facts) {
    if (!facts.linkText().isEmpty()) return facts.linkText();
    long foldersUp = path.chars().filter(c -> c == '/').count();
    return "../".repeat((int) foldersUp) + String.join("/", facts.symlinkPath());
  }

  /// The components of what the link at `path` points to, from the release's folder on; empty when
  /// that is outside, or is the release's folder itself.
  static List<String> insideRelease(String path, String text) {
    if (text.startsWith("/")) return List.of();
    var components = new ArrayList<>(List.of(path.split("/", -1)));
    components.removeLast();
    for (String name : text.split("/", -1)) {
      switch (name) {
        case "", "." -> {}
        case ".." -> {
          if (components.isEmpty()) return List.of();
          components.removeLast();
        }
        default -> components.add(name);
      }
    }
    return List.copyOf(components);
  }
}
