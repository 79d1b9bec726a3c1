package io.freshet.node.catalog;

import io.freshet.content.InfoHash;
import io.freshet.engine.Priority;
import java.time.Instant;

/// A release that has no version yet, because the catalog has not taken it.
public record Candidate(
    ChannelName channel,
    InfoHash infoHash,
    int pieceLength,
    String name,
    long bytes,
    long files,
    Instant published,
    String publisher,
    Priority priority) {

  Release as(int version) {
    return new Release(
        channel, version, infoHash, name, bytes, files, published, publisher, priority);
  }
}
