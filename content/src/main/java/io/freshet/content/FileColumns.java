package io.freshet.content;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;

/// A manifest's files and folders in columns: 24 bytes and a bit a file and 8 bytes a folder,
/// whatever their names and attributes.
///
/// A name is where its key stands in the torrent's bytes; what isn't needed often is read from
/// there when it is asked for.
final class FileColumns {
  static final int ROOT = -1;

  /// A name has at most [Names#PATH_BYTES_MAX] bytes.
  private static final int NAME_DIGITS_MAX = 4;

  final Torrent torrent;
  int fileCount;
  private int folderCount;

  /// Where the file's key begins in the file tree; its dictionary follows the key.
  private int[] keyAt = new int[16];

  private int[] folderOf = new int[16];
  private long[] length = new long[16];
  private int[] firstPiece = new int[16];

  /// Where the hash of its first piece stands: the pieces root of a file of one piece, the piece
  /// layer of a larger one.
  private int[] hashAt = new int[16];

  private final BitSet links = new BitSet();

  private int[] folderKeyAt = new int[16];
  private int[] folderParent = new int[16];

  /// The file that was found last. Any number of threads may read and write it: it is where a
  /// search begins, and no more.
  private int foundLast;

  FileColumns(Torrent torrent) {
    this.torrent = torrent;
  }

  int addFolder(int keyAt, int parent) {
    if (folderCount == folderKeyAt.length) {
      folderKeyAt = Arrays.copyOf(folderKeyAt, larger(folderCount));
      folderParent = Arrays.copyOf(folderParent, larger(folderCount));
    }
    folderKeyAt[folderCount] = keyAt;
    folderParent[folderCount] = parent;
    return folderCount++;
  }

  int addFile(int keyAt, int folder) {
    if (fileCount == this.keyAt.length) resize(larger(fileCount));
    this.keyAt[fileCount] = keyAt;
    folderOf[fileCount] = folder;
    return fileCount++;
  }

  void place(int file, long bytes, int piece) {
    length[file] = bytes;
    firstPiece[file] = piece;
  }

  void isLink(int file) {
    links.set(file);
  }

  void hashesAt(int file, int position) {
    hashAt[file] = position;
  }

  /// Gives back what growing took too much.
  void trim() {
    resize(fileCount);
    folderKeyAt = Arrays.copyOf(folderKeyAt, folderCount);
    folderParent = Arrays.copyOf(folderParent, folderCount);
  }

  int folderOf(int file) {
    return folderOf[file];
  }

  /// The folder of the release itself that this file is in or below; ROOT if it is in none.
  int topFolderOf(int file) {
    int folder = folderOf[file];
    if (folder == ROOT) return ROOT;
    while (folderParent[folder] != ROOT) folder = folderParent[folder];
    return folder;
  }

  boolean links(int file) {
    return links.get(file);
  }

  long length(int file) {
    return length[file];
  }

  int firstPiece(int file) {
    return firstPiece[file];
  }

  int hashAt(int file) {
    return hashAt[file];
  }

  /// Where the file's dictionary begins: behind its name, `d` and the empty key `0:`.
  int dictionaryAt(int file) {
    int at = keyAt[file];
    int nameLength = nameLength(at);
    return at + digits(nameLength) + ":".length() + nameLength + "d0:".length();
  }

  String path(int file) {
    byte[] key = pathKey(file);
    for (int i = 0; i < key.length; i++) {
      if (key[i] == 0) key[i] = '/';
    }
    return new String(key, StandardCharsets.UTF_8);
  }

  String folderPath(int folder) {
    byte[] key = joined(folder, 0);
    for (int i = 0; i < key.length; i++) {
      if (key[i] == 0) key[i] = '/';
    }
    return new String(key, StandardCharsets.UTF_8);
  }

  /// The file whose path has this key ([PathOrder]), or -1.
  ///
  /// Who asks for one path after the other, as a folder lists them or another manifest has them,
  /// mostly asks for the one that he has just asked for, or for the next.
  int indexOf(byte[] pathKey) {
    int last = foundLast;
    if (last < fileCount && hasKey(last, pathKey)) return last;
    int found = last + 1 < fileCount && hasKey(last + 1, pathKey) ? last + 1 : search(pathKey);
    if (found >= 0) foundLast = found;
    return found;
  }

  /// Is this the key of the file's path? Compared from its end, where neighbours differ.
  private boolean hasKey(int file, byte[] pathKey) {
    int end = pathKey.length;
    int at = keyAt[file];
    int folder = folderOf[file];
    while (true) {
      Torrent.Slice name = name(at);
      int start = end - name.length();
      if (start < 0 || !name.isSame(pathKey, start, end)) return false;
      if (folder == ROOT) return start == 0;
      if (start == 0 || pathKey[start - 1] != 0) return false;
      end = start - 1;
      at = folderKeyAt[folder];
      folder = folderParent[folder];
    }
  }

  private int search(byte[] pathKey) {
    int low = 0;
    int high = fileCount - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = Arrays.compareUnsigned(pathKey(middle), pathKey);
      if (order == 0) return middle;
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  /// What all columns take.
  long bytes() {
    return (4L + 4 + 8 + 4 + 4) * length.length
        + (4L + 4) * folderKeyAt.length
        + links.size() / Byte.SIZE;
  }

  /// Bytes that are ordered as the file's path is ([PathOrder]).
  byte[] pathKey(int file) {
    Torrent.Slice name = name(keyAt[file]);
    int length = name.length();
    int folder = folderOf[file];
    byte[] key = joined(folder, folder == ROOT ? length : length + 1);
    System.arraycopy(name.bytes(), name.start(), key, key.length - length, length);
    return key;
  }

  /// A folder's path, components joined by zeros, with room for `more` bytes behind it.
  private byte[] joined(int folder, int more) {
    int size = -1;
    for (int at = folder; at != ROOT; at = folderParent[at])
      size += nameLength(folderKeyAt[at]) + 1;
    byte[] path = new byte[Math.max(size, 0) + more];
    int end = Math.max(size, 0);
    for (int at = folder; at != ROOT; at = folderParent[at]) {
      Torrent.Slice name = name(folderKeyAt[at]);
      System.arraycopy(name.bytes(), name.start(), path, end - name.length(), name.length());
      end -= name.length() + 1;
    }
    return path;
  }

  /// The name whose key begins here: its length in digits, a colon, and its bytes.
  private Torrent.Slice name(int at) {
    int length = nameLength(at);
    return torrent.slice(at + digits(length) + 1, length);
  }

  private int nameLength(int at) {
    Torrent.Slice key = torrent.slice(at, NAME_DIGITS_MAX + 1);
    byte[] bytes = key.bytes();
    int length = 0;
    for (int i = key.start(); bytes[i] != ':'; i++) length = length * 10 + (bytes[i] - '0');
    return length;
  }

  private static int digits(int length) {
    if (length < 10) return 1;
    if (length < 100) return 2;
    return length < 1_000 ? 3 : NAME_DIGITS_MAX;
  }

  private void resize(int size) {
    keyAt = Arrays.copyOf(keyAt, size);
    folderOf = Arrays.copyOf(folderOf, size);
    length = Arrays.copyOf(length, size);
    firstPiece = Arrays.copyOf(firstPiece, size);
    hashAt = Arrays.copyOf(hashAt, size);
  }

  private static int larger(int size) {
    return size + size / 2;
  }
}
