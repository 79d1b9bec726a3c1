package io.freshet.content;

import io.freshet.content.merkle.MerkleTree;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/// Writes a manifest, file by file, from pieces that are already hashed (by a scan, or invented by
/// a simulation).
///
/// Files and links come in [PathOrder] and go straight into the bytes, so that a million of them
/// cost little more than their bencoding; folders and unsettled paths in any order. What cannot be
/// a manifest (a name with a `/`, a file under a file) is refused when it is finished.
public final class ManifestWriter {
  /// One entry of a release.
  public sealed interface Entry {
    /// Relative to the release, components joined by `/`.
    String path();

    /// @param executable may its owner execute it?
    /// @param pieceHashes 32 bytes a piece; empty for an empty file
    record File(
        String path, long length, boolean executable, Attributes attributes, byte[] pieceHashes)
        implements Entry {}

    /// @param target the link's exact text
    record Link(String path, String target, Attributes attributes) implements Entry {}

    /// A folder that is empty, or that has attributes.
    record Folder(String path, Attributes attributes) implements Entry {}

    /// A path that is there, and of which the release cannot say what it is.
    record Unsettled(String path) implements Entry {}
  }

  private final String name;
  private final int pieceLength;
  private final BencodeWriter torrent;
  private final TreeMap<Hash, byte[]> layers = new TreeMap<>();
  private final TreeMap<String, Attributes> folders = new TreeMap<>(PathOrder.INSTANCE);
  private final TreeSet<String> unsettled = new TreeSet<>(PathOrder.INSTANCE);
  private final List<String> openFolders = new ArrayList<>();
  private boolean finished;

  public ManifestWriter(String name, int pieceLength) {
    this(name, pieceLength, new BencodeWriter());
  }

  /// Has a large manifest written twice: first only to know its length. To write it into an array
  /// that grows would take three times as much memory.
  ///
  /// @param content writes the same each time
  /// @return the manifest's bytes
  public static byte[] torrent(String name, int pieceLength, Consumer<ManifestWriter> content) {
    var counting = new ManifestWriter(name, pieceLength, BencodeWriter.counting());
    content.accept(counting);
    counting.finish();
    int length = counting.torrent.length();
    var writer = new ManifestWriter(name, pieceLength, BencodeWriter.ofLength(length));
    content.accept(writer);
    return writer.torrent();
  }

  private ManifestWriter(String name, int pieceLength, BencodeWriter torrent) {
    this.torrent = torrent;
    if (!PieceLength.isValid(pieceLength)) {
      throw new IllegalArgumentException("piece length " + pieceLength);
    }
    this.name = name;
    this.pieceLength = pieceLength;
    torrent.dictionary().key("info").dictionary().key("file tree").dictionary();
  }

  /// Adds a plain file.
  public ManifestWriter file(String path, long length, byte[] pieceHashes) {
    return add(new Entry.File(path, length, false, Attributes.NONE, pieceHashes));
  }

  /// Adds an entry; files and links in [PathOrder].
  public ManifestWriter add(Entry entry) {
    switch (entry) {
      case Entry.File file -> addFile(file);
      case Entry.Link link -> addLink(link);
      case Entry.Folder folder -> folders.put(folder.path(), folder.attributes());
      case Entry.Unsettled(String path) -> unsettled.add(path);
    }
    return this;
  }

  /// The manifest, parsed and so checked. A writer makes one.
  public Manifest manifest() throws InvalidManifestException {
    return Manifest.parse(torrent());
  }

  /// The manifest's bytes. A writer makes them once.
  public byte[] torrent() {
    finish();
    return torrent.bytes();
  }

  private void finish() {
    if (finished) throw new IllegalStateException("this manifest has been written");
    finished = true;
    enterFolder(List.of());
    torrent.end();
    if (!folders.isEmpty()) writeFolders();
    torrent.key("meta version").integer(2);
    torrent.key("name").string(name);
    torrent.key("piece length").integer(pieceLength);
    if (!unsettled.isEmpty()) writeUnsettled();
    torrent.end();
    torrent.key("piece layers").dictionary();
    for (Map.Entry<Hash, byte[]> layer : layers.entrySet()) {
      torrent.key(layer.getKey().bytes()).string(layer.getValue());
    }
    torrent.end().end();
  }

  private void addFile(Entry.File file) {
    int pieces = file.pieceHashes().length / Hash.BYTES;
    long expected = file.length() == 0 ? 0 : (file.length() - 1) / pieceLength + 1;
    if (file.length() < 0 || pieces != expected || file.pieceHashes().length % Hash.BYTES != 0) {
      throw new IllegalArgumentException(
          file.path()
              + ": "
              + file.length()
              + " bytes, "
              + file.pieceHashes().length
              + " of hashes");
    }
    enter(file.path());
    if (file.executable()) torrent.key("attr").string("x");
    writeGroup(file.attributes());
    torrent.key("length").integer(file.length());
    writeTimes(file.attributes());
    if (pieces > 0) torrent.key("pieces root").string(root(file, pieces).bytes());
    writeUser(file.attributes());
    torrent.end().end();
  }

  private Hash root(Entry.File file, int pieces) {
    if (pieces == 1) return Hash.of(file.pieceHashes());
    int level = MerkleTree.levelOf(pieceLength / MerkleTree.LEAF_BYTES);
    int rootLevel = MerkleTree.levelOf(MerkleTree.width(MerkleTree.leafCount(file.length())));
    Hash root = MerkleTree.root(file.pieceHashes(), level, rootLevel);
    layers.put(root, file.pieceHashes());
    return root;
  }

  private void addLink(Entry.Link link) {
    enter(link.path());
    torrent.key("attr").string("l");
    writeGroup(link.attributes());
    torrent.key("length").integer(0);
    torrent.key("link").string(link.target());
    writeTimes(link.attributes());
    List<String> inside = LinkTarget.insideRelease(link.path(), link.target());
    if (!inside.isEmpty()) {
      torrent.key("symlink path").list();
      inside.forEach(torrent::string);
      torrent.end();
    }
    writeUser(link.attributes());
    torrent.end().end();
  }

  private void writeFolders() {
    torrent.key("folders").list();
    folders.forEach(
        (path, attributes) -> {
          torrent.dictionary();
          writeGroup(attributes);
          writeTimes(attributes);
          torrent.key("path");
          writePath(path);
          writeUser(attributes);
          torrent.end();
        });
    torrent.end();
  }

  private void writeUnsettled() {
    torrent.key("unsettled").list();
    unsettled.forEach(this::writePath);
    torrent.end();
  }

  private void writePath(String path) {
    torrent.list();
    if (!path.isEmpty()) List.of(path.split("/", -1)).forEach(torrent::string);
    torrent.end();
  }

  // The keys of a dictionary are sorted, so attributes are written in three portions.

  private void writeGroup(Attributes attributes) {
    if (attributes instanceof Attributes.Kept(_, _, Attributes.Owner.Known owner)) {
      torrent.key("gid").integer(owner.gid());
      if (!owner.group().isEmpty()) torrent.key("group").string(owner.group());
    }
  }

  private void writeTimes(Attributes attributes) {
    if (attributes instanceof Attributes.Kept kept) {
      torrent.key("mode").integer(kept.mode());
      Instant mtime = kept.mtime();
      torrent.key("mtime").integer(mtime.getEpochSecond());
      if (mtime.getNano() > 0) torrent.key("nsec").integer(mtime.getNano());
    }
  }

  private void writeUser(Attributes attributes) {
    if (attributes instanceof Attributes.Kept(_, _, Attributes.Owner.Known owner)) {
      torrent.key("uid").integer(owner.uid());
      if (!owner.user().isEmpty()) torrent.key("user").string(owner.user());
    }
  }

  /// Opens the dictionary of a file, leaving and entering folders on the way.
  private void enter(String path) {
    List<String> components = List.of(path.split("/", -1));
    enterFolder(components.subList(0, components.size() - 1));
    torrent.key(components.getLast()).dictionary().key("").dictionary();
  }

  private void enterFolder(List<String> components) {
    int common = 0;
    while (common < components.size()
        && common < openFolders.size()
        && components.get(common).equals(openFolders.get(common))) {
      common++;
    }
    while (openFolders.size() > common) {
      openFolders.removeLast();
      torrent.end();
    }
    for (String folder : components.subList(common, components.size())) {
      openFolders.add(folder);
      torrent.key(folder.getBytes(StandardCharsets.UTF_8)).dictionary();
    }
  }
}
