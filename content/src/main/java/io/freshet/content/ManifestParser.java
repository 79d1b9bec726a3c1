package io.freshet.content;

import io.freshet.content.merkle.MerkleTree;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// Proves a torrent from outside and turns it into columns.
///
/// It goes over the bytes twice. First the syntax: canonical, bounded in depth, nothing behind the
/// end; where the parts stand is all that is remembered. Then `meta version`, before anything that
/// a newer version could mean differently; then the parts. Memory is spent in proportion to the
/// bytes, with one exception that has its own limit: many files may share one piece layer.
final class ManifestParser {
  /// A million files with kept attributes are 130 MB. 512 MiB are 4.1 million, and the largest
  /// array that a node should ever hold.
  static final int TORRENT_BYTES_MAX = 512 << 20;

  /// As many as 512 MiB hold, at 128 bytes each.
  static final int FILES_MAX = 4 << 20;

  /// 64 TiB in pieces of 16 MiB, or four million small files. Columns of 12 bytes a piece make it
  /// 48 MiB. Files may share a piece layer, so a small torrent could name 2^31 pieces without this.
  static final int PIECES_MAX = 4 << 20;

  /// Pieces beyond those that have hashes of their own in the torrent. Files of equal content share
  /// a layer, so that 200 KB could name four million pieces, at 28 bytes of tables each; so many
  /// cost 7 MiB, and are 4 TiB of copies in the pieces that such a release has by itself.
  static final int SHARED_PIECES_MAX = 256 << 10;

  /// What a node keeps for itself beside the files of a release. A release that had it could bring
  /// the journal of another one.
  static final String OWN_FOLDER = ".freshet";

  /// From here on it is worth a thread to hash it: 15 ms of hashing, and as many of reading.
  private static final int LARGE_BYTES = 4 << 20;

  private static final int ABSENT = -1;

  private final byte[] torrent;
  private final FileColumns files;
  private int infoStart = ABSENT;
  private int infoEnd = ABSENT;
  private int layersAt = ABSENT;
  private int treeAt = ABSENT;
  private int foldersAt = ABSENT;
  private int unsettledAt = ABSENT;
  private int versionAt = ABSENT;
  private int nameAt = ABSENT;
  private int pieceLengthAt = ABSENT;

  private String name = "";
  private int pieceLength;
  private PieceLayers layers = PieceLayers.NONE;
  private FolderList folders = FolderList.NONE;
  private UnsettledPaths unsettled = UnsettledPaths.NONE;
  private long totalBytes;
  private int pieceCount;
  private int filesWithAttributes;

  ManifestParser(byte[] torrent) {
    this.torrent = torrent;
    this.files = new FileColumns(new Torrent(torrent));
  }

  /// What a torrent consists of, proven.
  record Parts(
      FileColumns files,
      FolderList folders,
      UnsettledPaths unsettled,
      InfoHash infoHash,
      int infoStart,
      int infoEnd,
      String name,
      int pieceLength,
      int pieceCount,
      long totalBytes,
      boolean keepsAttributes) {}

  Parts parse() throws InvalidManifestException {
    if (torrent.length > TORRENT_BYTES_MAX) {
      throw new InvalidManifestException(
          "a manifest of " + torrent.length + " bytes; the limit is " + TORRENT_BYTES_MAX);
    }
    Supplier<InfoHash> infoHash;
    try {
      findParts();
      infoHash = hashing();
      readVersion();
      readName();
      readPieceLength();
      readLayers();
      readTree();
      readFolders();
      readUnsettled();
    } catch (BencodeException e) {
      throw new InvalidManifestException("not a canonical torrent: " + e.getMessage(), e);
    }
    files.trim();
    return new Parts(
        files,
        folders,
        unsettled,
        infoHash.get(),
        infoStart,
        infoEnd,
        name,
        pieceLength,
        pieceCount,
        totalBytes,
        filesWithAttributes > 0 || folders.keepAttributes());
  }

  private void findParts() throws BencodeException, InvalidManifestException {
    var reader = new BencodeReader(torrent);
    reader.enterDictionary();
    while (reader.hasNext()) {
      reader.key();
      if (reader.is("info")) {
        infoStart = reader.position();
        findPartsOfInfo(reader);
        infoEnd = reader.position();
      } else {
        if (reader.is("piece layers")) layersAt = reader.position();
        reader.skip();
      }
    }
    reader.finish();
    if (infoStart == ABSENT) throw missing("info");
  }

  private void findPartsOfInfo(BencodeReader reader) throws BencodeException {
    reader.enterDictionary();
    while (reader.hasNext()) {
      reader.key();
      int at = reader.position();
      if (reader.is("file tree")) treeAt = at;
      if (reader.is("folders")) foldersAt = at;
      if (reader.is("meta version")) versionAt = at;
      if (reader.is("name")) nameAt = at;
      if (reader.is("piece length")) pieceLengthAt = at;
      if (reader.is("unsettled")) unsettledAt = at;
      reader.skip();
    }
  }

  private void readVersion() throws BencodeException, InvalidManifestException {
    if (versionAt == ABSENT) {
      throw new InvalidManifestException(
          "no \"meta version\": a BitTorrent v1 torrent; Freshet reads version 2, so pack it again");
    }
    long version = at(versionAt).integer();
    if (version > 2) {
      throw new InvalidManifestException(
          "meta version " + version + " is newer than 2, which this Freshet reads; update Freshet");
    }
    if (version != 2) throw new InvalidManifestException("meta version " + version + " is not 2");
  }

  private void readName() throws BencodeException, InvalidManifestException {
    BencodeReader reader = at(required(nameAt, "name"));
    reader.string();
    if (reader.stringLength() > Names.PATH_BYTES_MAX) {
      throw new InvalidManifestException("its name has more than 4095 bytes");
    }
    try {
      name = Names.checked(torrent, reader.stringStart(), reader.stringLength());
    } catch (InvalidManifestException e) {
      throw new InvalidManifestException("key \"name\": " + e.why(), e);
    }
  }

  private void readPieceLength() throws BencodeException, InvalidManifestException {
    long length = at(required(pieceLengthAt, "piece length")).integer();
    if (!PieceLength.isValid(length)) {
      throw new InvalidManifestException(
          "piece length " + length + " is not a power of two from 16 KiB to 16 MiB");
    }
    pieceLength = (int) length;
  }

  private void readLayers() throws BencodeException, InvalidManifestException {
    layers = PieceLayers.read(at(required(layersAt, "piece layers")), torrent);
  }

  private void readTree() throws BencodeException, InvalidManifestException {
    BencodeReader reader = at(required(treeAt, "file tree"));
    readFolder(reader, FileColumns.ROOT, 1, 0);
    if (filesWithAttributes > 0 && filesWithAttributes < files.fileCount) {
      throw new InvalidManifestException(
          filesWithAttributes + " of " + files.fileCount + " files have a mode: all or none must");
    }
    layers.requireAllUsed();
  }

  private void readFolder(BencodeReader reader, int folder, int components, int folderPathBytes)
      throws BencodeException, InvalidManifestException {
    reader.enterDictionary();
    while (reader.hasNext()) {
      int keyAt = reader.position();
      reader.key();
      int pathBytes = folderPathBytes + reader.stringLength();
      checkEntry(reader, folder, components, pathBytes);
      if (startsWith(reader.position(), "d0:")) {
        readFile(reader, files.addFile(keyAt, folder));
      } else if (startsWith(reader.position(), "de")) {
        int empty = files.addFolder(keyAt, folder);
        throw at(files.folderPath(empty), "an empty folder stands in \"folders\", not in the tree");
      } else {
        readFolder(reader, files.addFolder(keyAt, folder), components + 1, pathBytes + 1);
      }
    }
  }

  private void checkEntry(BencodeReader reader, int folder, int components, int pathBytes)
      throws InvalidManifestException {
    int start = reader.stringStart();
    int length = reader.stringLength();
    if (length == 0) throw in(folder, "a file has the place of the folder");
    if (components > Names.COMPONENTS_MAX) {
      throw in(folder, "more than " + Names.COMPONENTS_MAX + " folders inside folders");
    }
    if (pathBytes > Names.PATH_BYTES_MAX) throw in(folder, "a path of more than 4095 bytes");
    if (files.fileCount == FILES_MAX) throw in(folder, "more than " + FILES_MAX + " files");
    if (folder == FileColumns.ROOT && reader.is(OWN_FOLDER)) {
      throw in(folder, "the name \"" + OWN_FOLDER + "\" is kept for Freshet's own notes");
    }
    try {
      Names.check(torrent, start, length);
    } catch (InvalidManifestException e) {
      throw in(folder, e.why());
    }
  }

  private void readFile(BencodeReader reader, int file)
      throws BencodeException, InvalidManifestException {
    reader.enterDictionary();
    reader.key();
    try {
      FileFacts facts = FileFacts.read(reader, torrent);
      place(file, facts);
      if (facts.attributes() instanceof Attributes.Kept) filesWithAttributes++;
    } catch (InvalidManifestException e) {
      throw at(files.path(file), e.why());
    }
    if (reader.hasNext()) throw at(files.path(file), "a file cannot have other entries beside it");
  }

  private void place(int file, FileFacts facts) throws InvalidManifestException {
    long length = facts.length();
    if (length < 0) throw new InvalidManifestException("it has no length");
    if (facts.isLink()) {
      if (length > 0) throw new InvalidManifestException("a link has no length, not " + length);
      if (facts.linkText().isEmpty() && facts.symlinkPath().isEmpty()) {
        throw new InvalidManifestException("it is a link to nowhere");
      }
    }
    files.place(file, length, pieceCount);
    if (facts.isLink()) files.isLink(file);
    if (length == 0) return;
    if (facts.rootAt() == FileFacts.NO_ROOT) {
      throw new InvalidManifestException("it has no pieces root");
    }
    long pieces = (length - 1) / pieceLength + 1;
    if (pieces > PIECES_MAX - pieceCount) {
      throw new InvalidManifestException(
          "with it the release has more than " + PIECES_MAX + " pieces");
    }
    totalBytes += length; // PIECES_MAX pieces of 16 MiB are 2^46 bytes: no overflow
    pieceCount += (int) pieces;
    if (pieces == 1) {
      files.hashesAt(file, facts.rootAt());
    } else {
      int rootLevel = MerkleTree.levelOf(MerkleTree.width(MerkleTree.leafCount(length)));
      files.hashesAt(file, layers.proven(facts.rootAt(), (int) pieces, levelOfPieces(), rootLevel));
      if (layers.sharedPieces() > SHARED_PIECES_MAX) {
        throw new InvalidManifestException(
            "with it more than "
                + SHARED_PIECES_MAX
                + " pieces of large files are copies of others: a larger piece length makes fewer");
      }
    }
  }

  private void readFolders() throws BencodeException, InvalidManifestException {
    if (foldersAt == ABSENT) return;
    folders = FolderList.read(at(foldersAt), torrent, files);
    boolean filesKeepAttributes = filesWithAttributes > 0;
    if (files.fileCount > 0 && filesKeepAttributes != folders.keepAttributes()) {
      throw new InvalidManifestException(
          "key \"folders\": files and folders must both have modes, or none of them");
    }
  }

  private void readUnsettled() throws BencodeException, InvalidManifestException {
    if (unsettledAt == ABSENT) return;
    unsettled = UnsettledPaths.read(at(unsettledAt), torrent, files, folders);
    if (unsettled.isEmpty()) {
      throw new InvalidManifestException("key \"unsettled\": it is empty: leave it out");
    }
  }

  /// The hash of a large manifest takes as long as all that is read meanwhile: it is made beside
  /// that.
  private Supplier<InfoHash> hashing() {
    if (infoEnd - infoStart < LARGE_BYTES) return this::infoHash;
    return CompletableFuture.supplyAsync(
            this::infoHash,
            task -> Thread.ofPlatform().daemon().name("freshet-info-hash").start(task))
        ::join;
  }

  private InfoHash infoHash() {
    var digest = Hash.newDigest();
    digest.update(torrent, infoStart, infoEnd - infoStart);
    return new InfoHash(Hash.of(digest.digest()));
  }

  private int levelOfPieces() {
    return MerkleTree.levelOf(pieceLength / MerkleTree.LEAF_BYTES);
  }

  private BencodeReader at(int position) {
    return new BencodeReader(torrent, position, torrent.length);
  }

  private boolean startsWith(int position, String ascii) {
    byte[] bytes = ascii.getBytes(StandardCharsets.US_ASCII);
    int end = position + bytes.length;
    return end <= torrent.length && Arrays.equals(torrent, position, end, bytes, 0, bytes.length);
  }

  private static int required(int position, String key) throws InvalidManifestException {
    if (position == ABSENT) throw missing(key);
    return position;
  }

  private static InvalidManifestException missing(String key) {
    return new InvalidManifestException("the key \"" + key + "\" is missing");
  }

  private InvalidManifestException in(int folder, String why) {
    return folder == FileColumns.ROOT
        ? new InvalidManifestException("key \"file tree\": " + why)
        : at(files.folderPath(folder), why);
  }

  private static InvalidManifestException at(String path, String why) {
    return new InvalidManifestException("\"" + Printable.of(path) + "\": " + why);
  }
}
