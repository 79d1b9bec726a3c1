package io.freshet.node.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.Hash;
import io.freshet.content.Manifest;
import io.freshet.content.ManifestWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ManifestFolderTest {

  @TempDir private Path temp = Path.of("");

  private static Manifest manifest(String name) throws Exception {
    byte[] piece = Hash.sha256(name.getBytes(StandardCharsets.UTF_8)).bytes();
    return new ManifestWriter(name, 1 << 20).file("file", 100, piece).manifest();
  }

  @Test
  void whatIsKeptIsThereAfterReopening() throws Exception {
    Manifest manifest = manifest("a");
    try (DataFolder folder = DataFolder.open(temp)) {
      ManifestFolder.open(folder, Set.of()).keep(manifest);
      ManifestFolder again = ManifestFolder.open(folder, Set.of(manifest.infoHash()));
      assertEquals(
          manifest.bytes(), again.read(manifest.infoHash()).map(Manifest::bytes).orElseThrow());
      assertEquals(
          Optional.of(temp.resolve("manifests").resolve(manifest.infoHash() + ".torrent")),
          again.find(manifest.infoHash()));
    }
  }

  @Test
  void whatNobodyNeedsAndWhatIsHalfIsCleared() throws Exception {
    Manifest needed = manifest("a");
    Manifest retired = manifest("b");
    try (DataFolder folder = DataFolder.open(temp)) {
      ManifestFolder manifests = ManifestFolder.open(folder, Set.of());
      manifests.keep(needed);
      manifests.keep(retired);
      Path half = temp.resolve("manifests").resolve("arriving1.part");
      Files.writeString(half, "d4:in");
      Path foreign = temp.resolve("manifests").resolve("README");
      Files.writeString(foreign, "not ours");

      manifests = ManifestFolder.open(folder, Set.of(needed.infoHash()));
      assertTrue(manifests.find(needed.infoHash()).isPresent());
      assertTrue(manifests.find(retired.infoHash()).isEmpty());
      assertFalse(Files.exists(half));
      assertTrue(Files.exists(foreign));
    }
  }

  @Test
  void aSpoiledManifestIsNone() throws Exception {
    Manifest manifest = manifest("a");
    Manifest other = manifest("b");
    try (DataFolder folder = DataFolder.open(temp)) {
      ManifestFolder manifests = ManifestFolder.open(folder, Set.of());
      manifests.keep(manifest);
      Path file = manifests.find(manifest.infoHash()).orElseThrow();
      byte[] bytes = new byte[other.bytes().remaining()];
      other.bytes().get(bytes);
      Files.write(file, bytes);
      assertEquals(Optional.empty(), manifests.read(manifest.infoHash()));
      Files.writeString(file, "d4:in");
      assertEquals(Optional.empty(), manifests.read(manifest.infoHash()));
    }
  }
}
