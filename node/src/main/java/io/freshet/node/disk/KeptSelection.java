package io.freshet.node.disk;

import io.freshet.content.Manifest;
import io.freshet.engine.durability.Sighting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Which files of a release a destination was ever asked for, kept beside its manifest: nobody
/// shall miss a file that was left out on purpose.
///
/// The file has the numbers of the wanted files as runs, `0-3,9`, in one line (docs/disk.md). It
/// guides no transfer: a destination without it, or with one that is damaged, is taken for whole.
public final class KeptSelection {
  /// A million files, every second one wanted, are 500,000 numbers of up to 7 digits: 4 MB. Ten
  /// times that is not ours.
  private static final long BYTES_MAX = 40L << 20;

  private static final Pattern RUN = Pattern.compile("([0-9]{1,9})(?:-([0-9]{1,9}))?");

  private KeptSelection() {}

  /// What was asked for in DEST, as it was given to `get`; all, when nothing says otherwise.
  public static Selection of(Manifest manifest, Path path) throws IOException {
    Layout layout = Layout.of(manifest, path.toString());
    try (Tree tree = new Tree(layout.root())) {
      return read(tree, layout).orElseGet(() -> Selection.all(manifest));
    } catch (NoSuchFileException e) {
      return Selection.all(manifest);
    }
  }

  /// Adds these files to those that were asked for before.
  static void add(Tree tree, Layout layout, Selection wanted) throws IOException {
    Optional<Selection> before = read(tree, layout);
    BitSet files = new BitSet();
    files.or(wanted.files());
    before.ifPresent(selection -> files.or(selection.files()));
    if (before.isPresent() && before.get().files().equals(files)) return;
    String draft = layout.selectionFile() + ".new";
    try (FileChannel file =
        tree.open(
            draft,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = StandardCharsets.US_ASCII.encode(runs(files));
      while (bytes.hasRemaining()) file.write(bytes);
      file.force(true);
    }
    tree.move(draft, layout.selectionFile());
    tree.forceFolder(layout.notes());
  }

  private static Optional<Selection> read(Tree tree, Layout layout) throws IOException {
    if (!(tree.look(layout.selectionFile()) instanceof Sighting.RegularFile)) {
      return Optional.empty();
    }
    try (FileChannel file = tree.open(layout.selectionFile(), StandardOpenOption.READ)) {
      if (file.size() > BYTES_MAX) return Optional.empty();
      ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
      while (bytes.hasRemaining() && file.read(bytes) >= 0) {
        // Until all of it is here.
      }
      String text = StandardCharsets.US_ASCII.decode(bytes.flip()).toString().strip();
      return parse(text, layout.manifest().fileCount());
    }
  }

  static Optional<Selection> parse(String text, int fileCount) {
    BitSet files = new BitSet();
    for (String run : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      var form = RUN.matcher(run);
      if (!form.matches()) return Optional.empty();
      int first = Integer.parseInt(form.group(1));
      int last = form.group(2) == null ? first : Integer.parseInt(form.group(2));
      if (last < first || last >= fileCount) return Optional.empty();
      files.set(first, last + 1);
    }
    return Optional.of(new Selection(files, List.of()));
  }

  static String runs(BitSet files) {
    StringBuilder text = new StringBuilder();
    for (int first = files.nextSetBit(0); first >= 0; ) {
      int end = files.nextClearBit(first);
      if (!text.isEmpty()) text.append(',');
      text.append(first);
      if (end - first > 1) text.append('-').append(end - 1);
      first = files.nextSetBit(end);
    }
    return text.append('\n').toString();
  }
}
