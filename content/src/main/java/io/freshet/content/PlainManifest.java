package io.freshet.content;

import java.util.HashSet;
import java.util.Set;

/// The manifest of the same content without times, modes and owners: what `pack` makes by default,
/// and what other programs make of the same files.
public final class PlainManifest {
  private PlainManifest() {}

  /// Nothing is hashed again: the pieces are the same, in the same order.
  public static Manifest of(Manifest manifest) throws InvalidManifestException {
    ManifestWriter writer = new ManifestWriter(manifest.name(), manifest.pieceLength());
    Set<String> inhabited = new HashSet<>();
    for (int file = 0; file < manifest.fileCount(); file++) {
      FileEntry entry = manifest.file(file);
      inhabit(entry.path(), inhabited);
      writer.add(
          switch (entry.kind()) {
            case FILE ->
                new ManifestWriter.Entry.File(
                    entry.path(),
                    entry.length(),
                    entry.executable(),
                    Attributes.NONE,
                    manifest.pieces().hashes(file));
            case LINK ->
                new ManifestWriter.Entry.Link(entry.path(), entry.linkTarget(), Attributes.NONE);
          });
    }
    for (FolderEntry folder : manifest.folders()) {
      inhabit(folder.path(), inhabited);
    }
    for (FolderEntry folder : manifest.folders()) {
      if (!folder.path().isEmpty() && !inhabited.contains(folder.path())) {
        writer.add(new ManifestWriter.Entry.Folder(folder.path(), Attributes.NONE));
      }
    }
    return writer.manifest();
  }

  /// Marks the folders above a path as not empty, up to one that is marked already.
  private static void inhabit(String path, Set<String> inhabited) {
    int slash = path.lastIndexOf('/');
    while (slash > 0 && inhabited.add(path.substring(0, slash))) {
      slash = path.lastIndexOf('/', slash - 1);
    }
  }
}
