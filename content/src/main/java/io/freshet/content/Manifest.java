package io.freshet.content;

import io.freshet.content.FileEntry.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// What a release consists of: a BitTorrent v2 metainfo file (BEP 52, `docs/format.md`), proven and
/// indexed.
///
/// The torrent's bytes are kept, in memory or in a file; besides them, files and pieces take some
/// 40 bytes each, in columns. Immutable, so any number of threads may read it.
public final class Manifest {
  /// So many bytes have 125,000 files and more. For fewer, memory is quicker and cheap enough.
  private static final int LARGE_BYTES = 16 << 20;

  private final FileColumns files;
  private final FolderList folders;
  private final UnsettledPaths unsettled;
  private final InfoHash infoHash;
  private final int infoStart;
  private final int infoEnd;
  private final String name;
  private final int pieceLength;
  private final long totalBytes;
  private final boolean keepsAttributes;
  private final PieceGeometry pieces;
  private final Extents extents;

  Manifest(ManifestParser.Parts parts) {
    files = parts.files();
    folders = parts.folders();
    unsettled = parts.unsettled();
    infoHash = parts.infoHash();
    infoStart = parts.infoStart();
    infoEnd = parts.infoEnd();
    name = parts.name();
    pieceLength = parts.pieceLength();
    totalBytes = parts.totalBytes();
    keepsAttributes = parts.keepsAttributes();
    pieces = new PieceGeometry(files, parts.pieceCount(), pieceLength, infoHash);
    extents = new Extents(pieces, pieceLength);
  }

  /// Reads a manifest from a file that nobody writes to.
  public static Manifest read(Path file) throws IOException, InvalidManifestException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() > ManifestParser.TORRENT_BYTES_MAX) {
        throw new InvalidManifestException(
            "a manifest of "
                + channel.size()
                + " bytes; the limit is "
                + ManifestParser.TORRENT_BYTES_MAX);
      }
      byte[] torrent = new byte[(int) channel.size()];
      int read = 0;
      while (read < torrent.length) {
        int portion = Math.min(torrent.length - read, Torrent.PORTION_BYTES);
        int more = channel.read(ByteBuffer.wrap(torrent, read, portion));
        if (more < 0) throw new EOFException(file + " became shorter while it was read");
        read += more;
      }
      Manifest manifest = parse(torrent);
      manifest.keptIn(file, 0);
      return manifest;
    }
  }

  /// Writes all of it.
  public void writeTo(WritableByteChannel channel) throws IOException {
    files.torrent.writeTo(channel);
  }

  /// Says that all of it stands in this file, which nobody writes to any more; it may lose its
  /// name. From so many files on that it matters, they are not in memory from then on but read from
  /// there when they are needed.
  ///
  /// @param offset where it begins
  public void keptIn(Path file, long offset) throws IOException {
    if (files.torrent.length() >= LARGE_BYTES) files.torrent.leaveIn(file, offset);
  }

  /// Takes these bytes as a manifest, or says which path or key is wrong and why. The array becomes
  /// the manifest's: don't change it afterwards.
  public static Manifest parse(byte[] torrent) throws InvalidManifestException {
    return new Manifest(new ManifestParser(torrent).parse());
  }

  public InfoHash infoHash() {
    return infoHash;
  }

  /// The name of the file or folder that was packed; for people: only a release of one file has it
  /// on disk.
  public String name() {
    return name;
  }

  /// Is this release one file, not a folder?
  ///
  /// It is when its one entry is a file of the release's own name and neither folders nor unsettled
  /// paths are listed. (A folder that holds nothing but a file of its own name lists itself.)
  public boolean isSingleFile() {
    return files.fileCount == 1
        && files.folderOf(0) == FileColumns.ROOT
        && folders.isEmpty()
        && unsettled.isEmpty()
        && files.path(0).equals(name);
  }

  public int pieceLength() {
    return pieceLength;
  }

  /// Files and links.
  public int fileCount() {
    return files.fileCount;
  }

  public FileEntry file(int index) {
    checkFile(index);
    FileFacts facts = FileFacts.proven(files.torrent, files.dictionaryAt(index));
    String path = files.path(index);
    return new FileEntry(
        index,
        path,
        files.length(index),
        facts.isLink() ? Kind.LINK : Kind.FILE,
        facts.executable(),
        facts.attributes(),
        facts.isLink() ? LinkTarget.text(path, facts) : "",
        files.firstPiece(index),
        pieces.pieceCount(index));
  }

  /// A file's path, without the rest of its entry.
  public String path(int file) {
    checkFile(file);
    return files.path(file);
  }

  /// The number of the folder that this file is in; -1 for the release's own.
  public int folderOf(int file) {
    checkFile(file);
    return files.folderOf(file);
  }

  /// The number of the topmost folder that this file is in, just below the release's own; -1 if it
  /// is in that one itself.
  public int topFolderOf(int file) {
    checkFile(file);
    return files.topFolderOf(file);
  }

  /// A file's length, without the rest of its entry.
  public long length(int file) {
    checkFile(file);
    return files.length(file);
  }

  /// What a file is, without the rest of its entry.
  public Kind kind(int file) {
    checkFile(file);
    return files.links(file) ? Kind.LINK : Kind.FILE;
  }

  /// A file's mode and times, without the rest of its entry.
  public Attributes attributes(int file) {
    checkFile(file);
    return FileFacts.proven(files.torrent, files.dictionaryAt(file)).attributes();
  }

  /// Does this manifest say of a file just what another one says of one of its own, but for the
  /// path?
  public boolean hasEntry(int file, Manifest other, int otherFile) {
    checkFile(file);
    other.checkFile(otherFile);
    int at = files.dictionaryAt(file);
    int theirs = other.files.dictionaryAt(otherFile);
    Torrent.Slice mine = files.torrent.value(at);
    if (theirs + mine.length() > other.files.torrent.length()) return false;
    Torrent.Slice its = other.files.torrent.slice(theirs, mine.length());
    return mine.isSame(its.bytes(), its.start(), its.end());
  }

  /// How many pieces a file has, without the rest of its entry: they are neighbours.
  public int pieceCount(int file) {
    checkFile(file);
    return pieces.pieceCount(file);
  }

  /// The first of a file's pieces, without the rest of its entry.
  public int firstPiece(int file) {
    checkFile(file);
    return files.firstPiece(file);
  }

  /// The Merkle root over all of a file that is not empty. With the length it names the file's
  /// bytes; alone it names nothing.
  public Hash piecesRoot(int file) {
    checkFile(file);
    if (files.length(file) == 0) throw new IllegalArgumentException("file " + file + " is empty");
    int rootAt =
        pieces.pieceCount(file) == 1
            ? files.hashAt(file)
            : FileFacts.proven(files.torrent, files.dictionaryAt(file)).rootAt();
    return files.torrent.hash(rootAt);
  }

  /// The file or link of this path (components joined by `/`), or -1.
  public int indexOf(String path) {
    if (path.indexOf(0) >= 0) return -1;
    return files.indexOf(PathOrder.key(path));
  }

  public long totalBytes() {
    return totalBytes;
  }

  /// Do files and folders carry mode and mtime?
  public boolean keepsAttributes() {
    return keepsAttributes;
  }

  /// The empty folders; with kept attributes every folder, the release's own (an empty path) first.
  public List<FolderEntry> folders() {
    return folders;
  }

  /// The paths of which this release says nothing, in tree order: something was there that could
  /// not be read, or did not hold still. Whoever mirrors it keeps what it has at and below them.
  public List<String> unsettled() {
    return unsettled;
  }

  /// Is this path, or a folder above it, unsettled?
  public boolean isUnsettled(String path) {
    return path.indexOf(0) < 0 && unsettled.cover(path);
  }

  public PieceGeometry pieces() {
    return pieces;
  }

  public Extents extents() {
    return extents;
  }

  /// How many bytes the whole `.torrent` has.
  public int torrentBytes() {
    return files.torrent.length();
  }

  /// The whole `.torrent`, read-only: a copy of it where it is kept in a file.
  public ByteBuffer bytes() {
    Torrent.Slice all = files.torrent.slice(0, torrentBytes());
    return ByteBuffer.wrap(all.bytes()).asReadOnlyBuffer();
  }

  /// Fills the buffer with what the `.torrent` has from this position on, as far as either goes.
  public void read(int position, ByteBuffer into) {
    files.torrent.read(position, into);
  }

  /// The info dictionary, read-only: what the info hash is the SHA-256 of.
  public ByteBuffer infoBytes() {
    return bytes().slice(infoStart, infoEnd - infoStart);
  }

  /// What the columns take besides the torrent's own bytes.
  public long columnBytes() {
    return files.bytes()
        + pieces.columnBytes()
        + extents.columnBytes()
        + 4L * (folders.size() + unsettled.size());
  }

  @Override
  public String toString() {
    return name + " " + infoHash;
  }

  private void checkFile(int index) {
    if (index < 0 || index >= files.fileCount) {
      throw new IndexOutOfBoundsException("file " + index + " of " + files.fileCount);
    }
  }
}
