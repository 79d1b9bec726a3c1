package io.freshet.content;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.RandomAccess;

/// The `folders` of a manifest, 4 bytes each: where an entry's dictionary stands. The rest is read
/// when it is asked for.
final class FolderList extends AbstractList<FolderEntry> implements RandomAccess {
  static final FolderList NONE = new FolderList(new Torrent(new byte[0]));

  /// As many as files, for the same reason.
  private static final int FOLDERS_MAX = ManifestParser.FILES_MAX;

  private final Torrent torrent;
  private int[] dictionaryAt = new int[0];
  private int count;
  private int withAttributes;

  private FolderList(Torrent torrent) {
    this.torrent = torrent;
  }

  /// Reads the list and checks that it is sorted, and that no file stands where it says there is a
  /// folder.
  static FolderList read(BencodeReader reader, byte[] torrent, FileColumns files)
      throws BencodeException, InvalidManifestException {
    var folders = new FolderList(files.torrent);
    byte[] previous = new byte[0];
    int file = 0; // the first file behind the folder: both lists have one order
    reader.enterList();
    while (reader.hasNext()) {
      int at = reader.position();
      FileFacts facts = FileFacts.read(reader, torrent);
      String path = String.join("/", facts.pathOfFolder());
      byte[] key = PathOrder.key(path);
      if (!facts.pathOfFolder().isEmpty()
          && facts.pathOfFolder().getFirst().equals(ManifestParser.OWN_FOLDER)) {
        throw refused(path, "the name is kept for Freshet's own notes");
      }
      if (folders.count > 0 && Arrays.compareUnsigned(previous, key) >= 0) {
        throw refused(path, "it is not sorted, or stands twice");
      }
      while (file < files.fileCount && Arrays.compareUnsigned(files.pathKey(file), key) <= 0)
        file++;
      // A file of this path or of a folder above it sorts before it, with nothing between: only
      // folders' files could be there.
      if (file > 0 && PathOrder.isSameOrBelow(key, files.pathKey(file - 1))) {
        throw refused(path, "\"" + Printable.of(files.path(file - 1)) + "\" is a file");
      }
      folders.add(at, facts, path);
      previous = key;
    }
    folders.dictionaryAt = Arrays.copyOf(folders.dictionaryAt, folders.count);
    return folders;
  }

  /// Do all folders have attributes? (None or all have.)
  boolean keepAttributes() {
    return withAttributes > 0;
  }

  @Override
  public FolderEntry get(int index) {
    FileFacts facts = FileFacts.proven(torrent, dictionaryAt[index]);
    return new FolderEntry(String.join("/", facts.pathOfFolder()), facts.attributes());
  }

  @Override
  public int size() {
    return count;
  }

  private void add(int at, FileFacts facts, String path) throws InvalidManifestException {
    if (count == FOLDERS_MAX) throw refused(path, "more than " + FOLDERS_MAX + " folders");
    if (count == dictionaryAt.length) {
      dictionaryAt = Arrays.copyOf(dictionaryAt, 16 + count + count / 2);
    }
    dictionaryAt[count++] = at;
    if (facts.attributes() instanceof Attributes.Kept) withAttributes++;
    if (withAttributes > 0 && withAttributes < count) {
      throw refused(path, "some folders have a mode: all or none must");
    }
  }

  private static InvalidManifestException refused(String path, String why) {
    return new InvalidManifestException("key \"folders\": \"" + Printable.of(path) + "\": " + why);
  }
}
