/// The Merkle tree of BEP 52: SHA-256 over leaves of 16 KiB. [MerkleTree] is its arithmetic,
/// [PieceHasher] computes one piece's part of it from bytes that arrive in any portions.
@NullMarked
package io.freshet.content.merkle;

import org.jspecify.annotations.NullMarked;
