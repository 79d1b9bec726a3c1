package io.freshet.node.control;

import io.freshet.content.InfoHash;
import java.io.IOException;

/// Fetches a manifest from a node's data plane.
public interface ManifestSource {

  /// The `.torrent` of that name, not yet proven to be it. Blocks; the exception's message is for
  /// people.
  byte[] fetch(Address from, InfoHash infoHash) throws IOException;
}
