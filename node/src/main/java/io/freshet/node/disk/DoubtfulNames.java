package io.freshet.node.disk;

import io.freshet.content.FolderEntry;
import io.freshet.content.Manifest;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Paths of a release that some file systems cannot hold, or not beside each other: what
/// [NameProbe] tries on the one at hand.
///
/// Nothing is decided here, so this may suspect too much: two names are twins when they agree after
/// compatibility normalisation and case folding, which is more than any file system takes for one
/// name. Names are compared by two hashes of 64 bits, 16 bytes a name, and spelled out only where
/// those say that there are twins.
///
/// @param longest the path whose last name has the most bytes, the one whose last name has the most
///   characters, for file systems count either, and the longest path
/// @param odd paths whose last name some systems refuse for its characters
/// @param twins groups of paths in one folder
record DoubtfulNames(List<String> longest, List<String> odd, List<List<String>> twins) {

  /// As many as are tried: what a file system does with a thousand names it does with the rest; and
  /// a thousand cost some 50 ms.
  static final int TRIED_MAX = 1_000;

  /// What Windows and the file systems that came from it keep for themselves.
  private static final String CHARACTERS = "<>:\"\\|?*";

  private static final Set<String> DEVICES = Set.of("con", "prn", "aux", "nul", "com", "lpt");

  static DoubtfulNames of(Manifest manifest, Selection selection) {
    var gathering = new Gathering();
    visit(manifest, selection, gathering);
    var twins = new Twins();
    // Names that are their own fold are as different as they are: most releases have no others.
    if (gathering.hasUnfolded) {
      var seen = new Seen();
      visit(manifest, selection, seen);
      twins.suspected.addAll(seen.collided);
    }
    if (!twins.suspected.isEmpty()) visit(manifest, selection, twins);
    return new DoubtfulNames(
        List.of(gathering.mostBytes, gathering.mostCharacters, gathering.longestPath),
        gathering.odd,
        twins.groups());
  }

  /// A single file that is called so here.
  static DoubtfulNames of(String name) {
    var gathering = new Gathering();
    gathering.visit(name, 0, name.length());
    return new DoubtfulNames(List.of(name), gathering.odd, List.of());
  }

  private interface Visitor {
    /// Sees the path up to `end`, of which the last name begins at `start`. Strings are its own to
    /// make: there may be a million names.
    void visit(String path, int start, int end);
  }

  /// Visits each name once that is not the same as in the path before, and the folder that is ours.
  private static void visit(Manifest manifest, Selection selection, Visitor visitor) {
    visitor.visit(Layout.NOTES, 0, Layout.NOTES.length());
    String previous = "";
    for (int file = 0; file < manifest.fileCount(); file++) {
      if (selection.has(file)) previous = visitNew(manifest.path(file), previous, visitor);
    }
    if (!selection.isAll(manifest)) return;
    previous = "";
    for (FolderEntry folder : manifest.folders()) {
      previous = visitNew(folder.path(), previous, visitor);
    }
  }

  private static String visitNew(String path, String previous, Visitor visitor) {
    int same = 0;
    for (int i = 0; i < path.length() && i < previous.length(); i++) {
      if (path.charAt(i) != previous.charAt(i)) break;
      if (path.charAt(i) == '/') same = i + 1;
    }
    for (int start = same; start < path.length(); ) {
      int slash = path.indexOf('/', start);
      int end = slash < 0 ? path.length() : slash;
      visitor.visit(path, start, end);
      start = end + 1;
    }
    return path;
  }

  static String folded(String text) {
    if (isAscii(text)) return text.toLowerCase(Locale.ROOT);
    String normal = Normalizer.normalize(text, Normalizer.Form.NFKC);
    // Up and down again: `ſ` and `s`, `ς` and `σ` have one upper case.
    String folded = normal.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    return Normalizer.normalize(folded, Normalizer.Form.NFKC);
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) if (text.charAt(i) >= 0x80) return false;
    return true;
  }

  /// Letters in lower case, digits, `-` and `_`, and dots inside: no system minds those, but for a
  /// few names that are kept.
  private static boolean isPlain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  }

  private static boolean isOdd(String name) {
    char last = name.charAt(name.length() - 1);
    if (last == '.' || last == ' ') return true;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c < ' ' || c >= 0x7f || CHARACTERS.indexOf(c) >= 0) return true;
    }
    int dot = name.indexOf('.');
    String stem = (dot < 0 ? name : name.substring(0, dot)).toLowerCase(Locale.ROOT);
    return DEVICES.contains(stem.length() == 4 ? stem.substring(0, 3) : stem);
  }

  /// The first time round: what is long, what is odd, and whether there can be twins at all.
  private static final class Gathering implements Visitor {
    private final List<String> odd = new ArrayList<>();
    private String mostBytes = "";
    private String mostCharacters = "";
    private String longestPath = "";
    private int bytesMost;
    private int charactersMost;
    private boolean hasUnfolded;

    @Override
    public void visit(String path, int start, int end) {
      int characters = end - start;
      // Three bytes a character at most: only a name that may be longer is counted.
      if (3 * characters > bytesMost) {
        int bytes = path.substring(start, end).getBytes(StandardCharsets.UTF_8).length;
        if (bytes > bytesMost) {
          bytesMost = bytes;
          mostBytes = path.substring(0, end);
        }
      }
      if (characters > charactersMost) {
        charactersMost = characters;
        mostCharacters = path.substring(0, end);
      }
      if (end > longestPath.length()) longestPath = path.substring(0, end);
      if (isPlain(path, start, end)) return;
      String name = path.substring(start, end);
      if (!hasUnfolded) hasUnfolded = !folded(name).equals(name);
      if (odd.size() < TRIED_MAX && isOdd(name)) odd.add(path.substring(0, end));
    }

    /// Nothing to be looked at more closely: neither odd nor unfolded, nor what a device is called.
    private static boolean isPlain(String path, int start, int end) {
      int stem = end - start;
      for (int i = start; i < end; i++) {
        char c = path.charAt(i);
        if (!DoubtfulNames.isPlain(c)) return false;
        if (c == '.') stem = Math.min(stem, i - start);
      }
      return stem != 3 && stem != 4 && path.charAt(end - 1) != '.';
    }
  }

  /// The third time: the twins by name.
  private static final class Twins implements Visitor {
    private final Set<Long> suspected = new LinkedHashSet<>();
    private final Map<String, Set<String>> byFolded = new LinkedHashMap<>();

    @Override
    public void visit(String whole, int start, int end) {
      String path = whole.substring(0, end);
      String folded = folded(path);
      if (!suspected.contains(Seen.hash(folded))) return;
      byFolded.computeIfAbsent(folded, _ -> new LinkedHashSet<>()).add(path);
    }

    /// Of twins in twin folders only the folders.
    private List<List<String>> groups() {
      List<List<String>> groups = new ArrayList<>();
      byFolded.forEach(
          (_, paths) -> {
            String folder = Tree.parent(paths.iterator().next());
            var together = paths.stream().filter(path -> Tree.parent(path).equals(folder)).toList();
            if (together.size() > 1) groups.add(together);
          });
      return groups;
    }
  }

  /// The second time: are there twins? An open hash table of folded names, each with what it was
  /// before.
  private static final class Seen implements Visitor {
    private long[] folded = new long[1024];
    private long[] exact = new long[1024];
    private int count;
    private final Set<Long> collided = new LinkedHashSet<>();

    @Override
    public void visit(String whole, int start, int end) {
      String path = whole.substring(0, end);
      String foldedPath = folded(path);
      if (2 * ++count > folded.length) grow();
      long exactHash = hash(path);
      put(foldedPath.equals(path) ? exactHash : hash(foldedPath), exactHash);
    }

    private void put(long foldedHash, long exactHash) {
      int slot = (int) (foldedHash >>> 32) & folded.length - 1;
      while (folded[slot] != 0) {
        if (folded[slot] == foldedHash) {
          if (exact[slot] != exactHash && collided.size() < TRIED_MAX) collided.add(foldedHash);
          return;
        }
        slot = slot + 1 & folded.length - 1;
      }
      folded[slot] = foldedHash;
      exact[slot] = exactHash;
    }

    private void grow() {
      long[] oldFolded = folded;
      long[] oldExact = exact;
      folded = new long[2 * oldFolded.length];
      exact = new long[folded.length];
      for (int i = 0; i < oldFolded.length; i++) {
        if (oldFolded[i] != 0) put(oldFolded[i], oldExact[i]);
      }
    }

    /// FNV-1a over the characters, mixed; never 0, which is an empty slot.
    private static long hash(String text) {
      long hash = 0xcbf29ce484222325L;
      for (int i = 0; i < text.length(); i++) hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
      hash ^= hash >>> 32;
      hash *= 0xd6e8feb86659fd93L;
      hash ^= hash >>> 32;
      return hash == 0 ? 1 : hash;
    }
  }

  /// What must be tried by making files.
  boolean needTrying() {
    return !odd.isEmpty() || !twins.isEmpty();
  }

  @Override
  public String toString() {
    return "longest " + longest + ", odd " + odd + ", twins " + Arrays.toString(twins.toArray());
  }
}
