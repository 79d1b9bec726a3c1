package io.freshet.app;

import io.freshet.content.InfoHash;
import io.freshet.content.Manifest;
import io.freshet.node.disk.VersionedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The releases that `get` fetched into a destination, by the manifests that it left there.
final class FetchedReleases {
  private static final String NOTES = ".freshet";
  private static final String INFO_HASH = "[0-9a-f]{64}";

  /// Releases that a message names.
  private static final int NAMED_MAX = 10;

  private final Path destination;
  private final List<Manifest> manifests;

  /// @param destination as it was given to `get`: a folder, or the name of a single file, beside
  ///   which the notes are
  FetchedReleases(Path destination) throws IOException {
    this.destination = destination;
    boolean folder = Files.isDirectory(destination);
    var within = folder ? destination : destination.toAbsolutePath().normalize().getParent();
    if (within == null)
      throw new IOException(destination + " cannot be what a release was fetched into");
    var found = manifests(within.resolve(NOTES));
    manifests = folder ? found : ofFile(found, destination);
  }

  private static List<Manifest> manifests(Path notes) throws IOException {
    if (!Files.isDirectory(notes)) return List.of();
    var manifests = new ArrayList<Manifest>();
    try (var entries = Files.list(notes)) {
      for (var entry : entries.sorted().toList()) {
        var file = entry.resolve("manifest");
        if (!entry.getFileName().toString().matches(INFO_HASH) || !Files.exists(file)) continue;
        var manifest = ManifestFile.read(file);
        if (!manifest.infoHash().hex().equals(entry.getFileName().toString()))
          throw new IOException(
              file + " is damaged, its info hash is another: run freshet get again");
        manifests.add(manifest);
      }
    }
    return List.copyOf(manifests);
  }

  /// A single file may have been given another name; where one has this name, it is meant.
  private static List<Manifest> ofFile(List<Manifest> manifests, Path file) {
    var single = manifests.stream().filter(Manifest::isSingleFile).toList();
    var sameName =
        single.stream()
            .filter(manifest -> manifest.name().equals(file.getFileName().toString()))
            .toList();
    return sameName.isEmpty() ? single : sameName;
  }

  Manifest only() throws IOException {
    if (manifests.isEmpty()) throw nothing();
    if (manifests.size() > 1) {
      throw new IOException(
          "several releases were fetched into "
              + destination
              + ": choose one by --against INFOHASH: "
              + listed());
    }
    return manifests.getFirst();
  }

  Optional<Manifest> find(InfoHash infoHash) {
    return manifests.stream().filter(manifest -> manifest.infoHash().equals(infoHash)).findFirst();
  }

  private IOException nothing() {
    if (VersionedFolder.isVersioned(destination)) {
      return new IOException(
          destination
              + " has the versions of a mirror: verify "
              + destination.resolve("current")
              + ", or another of them");
    }
    return new IOException(
        Files.exists(destination)
            ? "freshet get has fetched nothing into "
                + destination
                + ": say what it shall be, --against RELEASE"
            : "there is no file or folder " + destination + ": check the path");
  }

  private String listed() {
    var names =
        manifests.stream()
            .sorted(Comparator.comparing(Manifest::name))
            .limit(NAMED_MAX)
            .map(manifest -> manifest.infoHash() + " " + manifest.name())
            .toList();
    int more = manifests.size() - names.size();
    return String.join(", ", names) + (more > 0 ? " and " + more + " more" : "");
  }
}
