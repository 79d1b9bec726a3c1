package io.freshet.node.folder;

import io.freshet.content.scan.EarlierScan;
import io.freshet.content.scan.EarlierScanFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// What a folder was when it was last published, on disk: so that a program that is started again
/// neither reads all of it, nor takes an emptied folder for a new one.
public final class FolderMemory {
  private final Path file;
  private Optional<EarlierScan> lastRelease;

  private FolderMemory(Path file, Optional<EarlierScan> lastRelease) {
    this.file = file;
    this.lastRelease = lastRelease;
  }

  /// @param data the folder that `--data` names, which exists
  public static FolderMemory open(Path data) throws IOException {
    Path file = data.resolve("scan");
    return new FolderMemory(file, EarlierScanFile.read(file));
  }

  public Optional<EarlierScan> lastRelease() {
    return lastRelease;
  }

  /// This was published.
  public void keep(EarlierScan release) throws IOException {
    lastRelease = Optional.of(release);
    EarlierScanFile.write(file, release);
  }
}
