/// The data plane: pieces over HTTP/1.1, both sides, as `docs/protocol.md` says.
///
/// [Endpoint] listens and tells HTTP/2 (control) from HTTP/1.1, which goes to [PieceServer].
/// [PieceClient] fetches extents from any number of sources; [HavesStream], [ManifestFetch] and
/// [NodeProbe] ask for the rest. What moves the bytes is blocking platform threads: measured
/// against virtual ones, in `docs/adr`.
@NullMarked
package io.freshet.node.transfer;

import org.jspecify.annotations.NullMarked;
