package io.freshet.node.control;

import io.grpc.Metadata;

/// The numbers that both ends of the control plane agree on.
public final class Protocol {

  /// Raised when an older program would misunderstand a newer one; a new optional field does not
  /// raise it.
  public static final int VERSION = 1;

  /// Largest message of a session: three bitmaps of 1,000,000 extents (375 kB) and 65,536 extents
  /// in flight as runs of one (at most 6 bytes each, 393 kB) leave a quarter of it free.
  static final int MESSAGE_BYTES_MAX = 1 << 20;

  /// Largest reply to a person's question: 10,000 members of a swarm at some 150 bytes, or 10,000
  /// channels with one release each at some 300, four times over.
  static final int REPLY_BYTES_MAX = 16 << 20;

  /// Extents of one release: 16 TB in pieces of 16 MiB, 250 GB in extents of 256 KiB.
  static final int EXTENTS_MAX = 1_000_000;

  /// Swarms that a node joins, and channels that it follows, in one session: a relay of 15 channels
  /// with 15 releases.
  static final int SWARMS_MAX = 256;

  /// Names in an answer that says what exists: more than that nobody reads.
  static final int NAMES_MAX = 100;

  /// Nodes named in one message of addresses or introductions.
  static final int NODES_MAX = 1_024;

  /// Deliveries and refusals in one message: each names extents, of which a node has 1,024 on their
  /// way; where a slow tracker makes reports merge, 16 times that. Without it 1 MiB could hold
  /// 500,000 empty ones, at 100 bytes each.
  static final int ENTRIES_MAX = 16_384;

  /// Nodes named as sources of a manifest: three and the tracker, with room for a newer one's idea.
  static final int MANIFEST_SOURCES_MAX = 16;

  /// Versions in an answer that says what exists: as many as anybody keeps.
  static final int VERSIONS_MAX = 1_024;

  /// Longest line that says why something was refused: it may name a path of 4,095 bytes.
  static final int REASON_LENGTH_MAX = 8_192;

  /// Longest text for people about a program: `freshet 1.2.3`.
  static final int PROGRAM_LENGTH_MAX = 64;

  /// What each call says and each refusal of another version answers.
  static final Metadata.Key<String> VERSION_KEY =
      Metadata.Key.of("freshet-protocol", Metadata.ASCII_STRING_MARSHALLER);

  private Protocol() {}
}
