package io.freshet.node.transfer;

import io.freshet.content.InfoHash;
import io.freshet.content.InvalidManifestException;
import io.freshet.content.Manifest;
import java.io.IOException;
import java.net.InetSocketAddress;

/// Fetches a manifest from a node and checks that it is the one that was asked for.
public final class ManifestFetch {
  /// The largest accepted anywhere: two million files with times and modes. All of it is held in
  /// memory.
  private static final int BYTES_MAX = 256 << 20;

  /// What manifests that are on their way may have of this process' memory, all together: half, for
  /// reading one takes half as much again. Nobody has proven yet that these bytes are what was
  /// asked for.
  private static final int MEMORY_SHARE = 2;

  static final MemoryShare SHARE =
      new MemoryShare((int) Math.min(BYTES_MAX, Runtime.getRuntime().maxMemory() / MEMORY_SHARE));

  /// As for pieces: less than 16 KiB in so long is a stall.
  private static final int SILENCE_MILLIS = 5_000;

  private ManifestFetch() {}

  /// What came of it.
  public sealed interface Answer {
    record Fetched(Manifest manifest) implements Answer {}

    /// The node doesn't have it.
    record Missing() implements Answer {}

    /// The node sent something else, or nothing that is a manifest.
    record Wrong(String reason) implements Answer {}

    record Unreached(String reason) implements Answer {}
  }

  /// Asks; blocks until the answer is here.
  public static Answer of(InetSocketAddress address, InfoHash release) {
    byte[] bytes;
    try (OneShot shot =
        OneShot.get(address, Ask.manifest(release), "Connection: close\r\n", SILENCE_MILLIS)) {
      if (shot.status() == 404) return new Answer.Missing();
      if (shot.status() != 200) return new Answer.Unreached("answered " + shot.status());
      int length = shot.length(Integer.MAX_VALUE);
      if (length > SHARE.total()) {
        return new Answer.Unreached(
            "a manifest of "
                + length
                + " bytes, where this process takes "
                + SHARE.total()
                + ": with more memory (FRESHET_JAVA_OPTIONS=-Xmx1g freshet …) up to "
                + BYTES_MAX);
      }
      if (!SHARE.take(length)) {
        return new Answer.Unreached("other manifests are being fetched, which leave no room");
      }
      try {
        bytes = shot.body(length);
      } finally {
        SHARE.give(length);
      }
    } catch (IOException e) {
      return new Answer.Unreached(String.valueOf(e.getMessage()));
    }
    try {
      Manifest manifest = Manifest.parse(bytes);
      return manifest.infoHash().equals(release)
          ? new Answer.Fetched(manifest)
          : new Answer.Wrong("it sent the manifest of " + manifest.infoHash());
    } catch (InvalidManifestException e) {
      return new Answer.Wrong(String.valueOf(e.getMessage()));
    }
  }
}
