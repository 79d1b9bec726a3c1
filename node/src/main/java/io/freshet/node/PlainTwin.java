package io.freshet.node;

import io.freshet.content.InvalidManifestException;
import io.freshet.content.Manifest;
import io.freshet.content.PlainManifest;
import io.freshet.content.scan.Fingerprints;
import io.freshet.node.disk.Holding;
import io.freshet.node.disk.LiveSource;
import io.freshet.node.transfer.PieceServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// What is served, under the name that it has without times, modes and owners: made when somebody
/// asks for it.
///
/// Most releases are never asked for by it, and to make it takes half as long as to scan a folder
/// in which nothing has changed, and as much memory as the release's own manifest.
final class PlainTwin implements PieceServer.Spare, AutoCloseable {
  private final Manifest manifest;
  private final Path path;
  private final Fingerprints scanned;
  // Guarded by this.
  private Optional<LiveSource> made = Optional.empty();
  private boolean closed;

  PlainTwin(Manifest manifest, Path path, Fingerprints scanned) {
    this.manifest = manifest;
    this.path = path;
    this.scanned = scanned;
  }

  @Override
  public synchronized Optional<Holding> make() {
    if (closed || made.isPresent()) return made.map(holding -> holding);
    try {
      Manifest plain = PlainManifest.of(manifest);
      made = Optional.of(LiveSource.open(plain, path, scanned, LiveSource.Listener.DEAF));
    } catch (InvalidManifestException e) {
      throw new IllegalStateException("a valid manifest is valid without attributes, too", e);
    } catch (IOException e) {
      // What was scanned is gone: whoever serves it finds that out by itself.
      closed = true;
    }
    return made.map(holding -> holding);
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    if (made.isPresent()) made.get().close();
    made = Optional.empty();
  }
}
