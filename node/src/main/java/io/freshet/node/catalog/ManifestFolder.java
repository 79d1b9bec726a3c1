package io.freshet.node.catalog;

import io.freshet.content.InfoHash;
import io.freshet.content.InvalidManifestException;
import io.freshet.content.Manifest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// The manifests of a tracker's releases, each a file `manifests/<info hash>.torrent` in its data
/// folder.
///
/// A file has its name only once all of it is on the disk; one that does not say what its name says
/// is no manifest.
public final class ManifestFolder {

  private static final String SUFFIX = ".torrent";
  private static final String ARRIVING = ".part";

  private final Path folder;

  private ManifestFolder(Path folder) {
    this.folder = folder;
  }

  /// Opens the folder and clears away all but these: what was arriving when a process was killed,
  /// and what was retired but not yet dropped.
  public static ManifestFolder open(DataFolder folder, Set<InfoHash> needed)
      throws CatalogException {
    var manifests = new ManifestFolder(folder.path().resolve("manifests"));
    try {
      Files.createDirectories(manifests.folder);
      manifests.dropAllBut(needed);
    } catch (IOException e) {
      throw new CatalogException(
          manifests.folder + " cannot be used: " + e + ": check the disk and the rights", e);
    }
    return manifests;
  }

  private void dropAllBut(Set<InfoHash> needed) throws IOException {
    Set<String> names = new HashSet<>();
    for (InfoHash infoHash : needed) {
      names.add(infoHash.hex() + SUFFIX);
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        if (!names.contains(name) && (name.endsWith(SUFFIX) || name.endsWith(ARRIVING))) {
          Files.delete(file);
        }
      }
    }
  }

  /// Where the manifest of this release is, when it is here: to be sent as it is.
  public Optional<Path> find(InfoHash infoHash) {
    Path file = file(infoHash);
    return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
  }

  /// Reads a manifest and proves that it is the one of that name; empty when it is not here, or is
  /// spoiled.
  public Optional<Manifest> read(InfoHash infoHash) throws IOException {
    Path file = file(infoHash);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      Manifest manifest = Manifest.read(file);
      return manifest.infoHash().equals(infoHash) ? Optional.of(manifest) : Optional.empty();
    } catch (InvalidManifestException e) {
      return Optional.empty();
    }
  }

  /// Keeps a manifest; it is on the disk when this returns.
  public void keep(Manifest manifest) throws IOException {
    Path file = file(manifest.infoHash());
    Path arriving = Files.createTempFile(folder, "arriving", ARRIVING);
    try {
      try (FileChannel channel = FileChannel.open(arriving, StandardOpenOption.WRITE)) {
        manifest.writeTo(channel);
        channel.force(true);
      }
      Files.move(
          arriving, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      sync(folder);
      manifest.keptIn(file, 0);
    } finally {
      Files.deleteIfExists(arriving);
    }
  }

  /// Forgets a manifest that no release needs any more.
  public void drop(InfoHash infoHash) throws IOException {
    Files.deleteIfExists(file(infoHash));
  }

  private Path file(InfoHash infoHash) {
    return folder.resolve(infoHash.hex() + SUFFIX);
  }

  private static void sync(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
