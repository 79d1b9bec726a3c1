package io.freshet.node;

import io.freshet.content.Manifest;
import io.freshet.content.scan.ScanResult;
import io.freshet.engine.fetching.NodeEngine;
import io.freshet.node.disk.LiveSource;
import io.freshet.node.swarm.Swarm;
import io.freshet.node.swarm.SwarmListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// A file or folder of somebody's own, served from where it is: what an origin does.
///
/// Whoever comes with the plain manifest of the same content, as `pack` or another program makes
/// it, is served, too.
public final class Seeding implements AutoCloseable {

  private final Node node;
  private final LiveSource source;
  private final PlainTwin plain;
  private final Swarm swarm;

  private Seeding(Node node, LiveSource source, PlainTwin plain, Swarm swarm) {
    this.node = node;
    this.source = source;
    this.plain = plain;
    this.swarm = swarm;
  }

  /// Is told each file that can no longer be given as it was scanned.
  public interface Losses {
    /// It is no longer the file that was scanned, and is served no more.
    void changed(Path file);

    /// It was not changed, but the disk gives other bytes: a sentence about the file.
    void rotten(Path file, String what);
  }

  /// Serves what was scanned.
  public static Seeding start(Node node, ScanResult scanned, Path path, Losses losses)
      throws IOException {
    CompletableFuture<Swarm> opened = new CompletableFuture<>();
    Manifest manifest = scanned.manifest();
    LiveSource source =
        LiveSource.open(
            manifest,
            path,
            scanned.fingerprints(),
            new LiveSource.Listener() {
              @Override
              public void withdrawn(Path file, int[] extents) {
                opened.join().lost(extents);
                losses.changed(file);
              }

              @Override
              public void rotten(Path file, long offset, int[] extents) {
                opened.join().lost(extents);
                losses.rotten(
                    file,
                    "was not changed, but is not what was hashed behind offset "
                        + offset
                        + ": its disk may be failing; that part is served no more");
              }
            });
    PlainTwin plain = new PlainTwin(manifest, path, scanned.fingerprints());
    node.serveWhenAsked(plain);
    node.serve(source);
    Swarm swarm =
        Swarm.open(
            node.circle(),
            manifest,
            Swarm.Stake.all(manifest),
            NodeEngine.Mode.TRACKED,
            Optional.empty(),
            SwarmListener.DEAF);
    opened.complete(swarm);
    node.introduce(swarm);
    return new Seeding(node, source, plain, swarm);
  }

  public Manifest manifest() {
    return swarm.manifest();
  }

  public Swarm swarm() {
    return swarm;
  }

  @Override
  public void close() throws IOException {
    node.retire(source);
    // A release that follows may have the same bytes, and be the same one but for times and modes.
    node.retire(plain);
    swarm.close();
    source.close();
    plain.close();
  }
}
