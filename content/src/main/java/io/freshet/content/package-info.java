/// Bytes and their names: what a release consists of and how each byte of it is proven.
///
/// Start at [Manifest]: a parsed BitTorrent v2 metainfo file (`docs/format.md`). [PieceGeometry]
/// says where each piece lies and what it hashes to, [Extents] which pieces travel together.
/// [ManifestWriter] makes a manifest, [BencodeReader] and [BencodeWriter] are the syntax below. No
/// threads, no clock, JDK only; no I/O but that a large manifest's bytes stay in its file
/// ([Torrent]).
@NullMarked
package io.freshet.content;

import org.jspecify.annotations.NullMarked;
