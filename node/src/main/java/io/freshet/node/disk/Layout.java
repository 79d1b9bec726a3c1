package io.freshet.node.disk;

import io.freshet.content.FileEntry;
import io.freshet.content.Manifest;
import io.freshet.engine.durability.Names;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/// Where the files of a release stand on this disk, and where Freshet keeps its own notes beside
/// them.
///
/// A folder's files go straight into DEST. A single file goes into DEST when that is a folder or
/// ends in `/`; else DEST is the file's new name. The notes are in `.freshet/<info hash>/` of the
/// folder that the files are in.
///
/// @param root the folder that everything is in
/// @param fileName what a single file is called here; empty for a folder
/// @param notes the folder of the notes, spelt once: these names are looked up with every block
/// @param staged as an earlier process began it
record Layout(Path root, String fileName, Manifest manifest, String notes, Staging staged)
    implements Names {

  static final String NOTES = ".freshet";

  /// What is staged under its own name is so in a folder of this name, which no number has.
  private static final String TREE = "/staging/tree";

  /// Longer paths are staged by number: with the notes' before them they could be too long.
  private static final int NESTED_PATH_MAX = 1_024;

  /// How files are called in staging.
  enum Staging {
    /// By number, so that no name can be too long or forbidden.
    BY_NUMBER,
    /// In folders, as they shall be at last: those can get their names as a whole.
    IN_FOLDERS
  }

  private Layout(Path root, String fileName, Manifest manifest) {
    this(root, fileName, manifest, NOTES + "/" + manifest.infoHash().hex());
  }

  private Layout(Path root, String fileName, Manifest manifest, String notes) {
    this(root, fileName, manifest, notes, found(root, fileName, notes));
  }

  private static Staging found(Path root, String fileName, String notes) {
    boolean inFolders =
        fileName.isEmpty()
            && Files.isDirectory(root.resolve(notes + TREE), LinkOption.NOFOLLOW_LINKS);
    return inFolders ? Staging.IN_FOLDERS : Staging.BY_NUMBER;
  }

  /// The folder of what is staged in folders: where it is, all that can be is.
  String stagedTree() {
    return notes() + TREE;
  }

  /// The same place, with files staged in folders from now on.
  Layout inFolders() {
    return new Layout(root, fileName, manifest, notes, Staging.IN_FOLDERS);
  }

  static Layout of(Manifest manifest, String destination) {
    Path path = Path.of(destination);
    if (!manifest.isSingleFile()) return new Layout(path, "", manifest);
    if (destination.endsWith("/") || Files.isDirectory(path)) {
      return new Layout(path, manifest.file(0).path(), manifest);
    }
    return new Layout(parent(path), path.toAbsolutePath().getFileName().toString(), manifest);
  }

  /// The folder that a destination is in which is a file's name.
  static Path parent(Path destination) {
    Path parent = destination.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IllegalArgumentException(destination + " cannot be a file's name");
    }
    return parent;
  }

  /// Of a folder's release, with its notes elsewhere.
  static Layout of(Manifest manifest, Path root, String notes) {
    return new Layout(root, "", manifest, notes);
  }

  /// A file's final name, relative to the root.
  @Override
  public String fileAt(int file) {
    return fileName.isEmpty() ? manifest.path(file) : fileName;
  }

  /// The file that has this final name; -1 if none.
  int indexOf(String path) {
    if (fileName.isEmpty()) return manifest.indexOf(path);
    return path.equals(fileName) ? 0 : -1;
  }

  String manifestFile() {
    return notes() + "/manifest";
  }

  @Override
  public String journal() {
    return notes() + "/journal";
  }

  /// Which files were asked for.
  String selectionFile() {
    return notes() + "/selection";
  }

  /// Up to when this program may have changed something.
  String touchesFile() {
    return notes() + "/touched";
  }

  String lockFile() {
    return notes() + "/lock";
  }

  /// Written and deleted again, to see whether anything can be.
  String trialFile() {
    return notes() + "/trial";
  }

  @Override
  public String staging() {
    return notes() + "/staging";
  }

  @Override
  public String staged(int file) {
    if (staged == Staging.IN_FOLDERS && manifest.kind(file) == FileEntry.Kind.FILE) {
      String path = manifest.path(file);
      if (path.length() <= NESTED_PATH_MAX) return stagedTree() + "/" + path;
    }
    return staging() + "/" + file;
  }

  @Override
  public int nest(int file) {
    return staged == Staging.IN_FOLDERS ? manifest.topFolderOf(file) : ALONE;
  }

  @Override
  public String stagedNest(int file) {
    return stagedTree() + "/" + nestAt(file);
  }

  @Override
  public String nestAt(int file) {
    String path = manifest.path(file);
    return path.substring(0, path.indexOf('/'));
  }
}
