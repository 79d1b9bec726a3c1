package io.freshet.content;

import io.freshet.content.merkle.MerkleTree;
import java.util.Arrays;
import java.util.BitSet;

/// A torrent's `piece layers`: one run of piece hashes for each pieces root, found by it and proven
/// against it.
final class PieceLayers {
  static final PieceLayers NONE =
      new PieceLayers(new byte[0], new int[0], new int[0], new int[0], 0);

  private final byte[] torrent;
  // The roots are sorted, as canonical keys are: found by binary search, so no attacker chooses how
  // long that takes.
  private final int[] rootAt;
  private final int[] layerAt;
  private final int[] layerLength;
  private final int count;
  private final BitSet used = new BitSet();
  private long sharedPieces;

  private PieceLayers(byte[] torrent, int[] rootAt, int[] layerAt, int[] layerLength, int count) {
    this.torrent = torrent;
    this.rootAt = rootAt;
    this.layerAt = layerAt;
    this.layerLength = layerLength;
    this.count = count;
  }

  static PieceLayers read(BencodeReader reader, byte[] torrent)
      throws BencodeException, InvalidManifestException {
    int[] roots = new int[16];
    int[] layers = new int[16];
    int[] lengths = new int[16];
    int count = 0;
    reader.enterDictionary();
    while (reader.hasNext()) {
      reader.key();
      if (reader.stringLength() != Hash.BYTES) {
        throw new InvalidManifestException(
            "key \"piece layers\": a pieces root of " + reader.stringLength() + " bytes, not 32");
      }
      if (count == roots.length) {
        roots = Arrays.copyOf(roots, 2 * count);
        layers = Arrays.copyOf(layers, 2 * count);
        lengths = Arrays.copyOf(lengths, 2 * count);
      }
      roots[count] = reader.stringStart();
      reader.string();
      layers[count] = reader.stringStart();
      lengths[count] = reader.stringLength();
      count++;
    }
    return new PieceLayers(torrent, roots, layers, lengths, count);
  }

  /// Where the layer under the root at `root` stands, after its hashes were folded to that root.
  int proven(int root, int pieces, int level, int rootLevel) throws InvalidManifestException {
    int index = find(root);
    if (index < 0)
      throw new InvalidManifestException("\"piece layers\" has no layer for its pieces root");
    if (layerLength[index] != (long) pieces * Hash.BYTES) {
      throw new InvalidManifestException(
          "its piece layer has "
              + layerLength[index]
              + " bytes, not 32 for each of "
              + pieces
              + " pieces");
    }
    if (used.get(index)) {
      sharedPieces += pieces;
    } else {
      int start = layerAt[index];
      byte[] layer = Arrays.copyOfRange(torrent, start, start + layerLength[index]);
      if (!MerkleTree.root(layer, level, rootLevel).matches(torrent, root)) {
        throw new InvalidManifestException("its piece layer does not hash to its pieces root");
      }
      used.set(index);
    }
    return layerAt[index];
  }

  /// Pieces of all files that use a layer which another file had used already.
  long sharedPieces() {
    return sharedPieces;
  }

  void requireAllUsed() throws InvalidManifestException {
    int unused = used.nextClearBit(0);
    if (unused < count) {
      throw new InvalidManifestException(
          "key \"piece layers\": no file has the pieces root "
              + Hash.copy(torrent, rootAt[unused]));
    }
  }

  private int find(int root) {
    int low = 0;
    int high = count - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int at = rootAt[middle];
      int order =
          Arrays.compareUnsigned(torrent, at, at + Hash.BYTES, torrent, root, root + Hash.BYTES);
      if (order == 0) return middle;
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }
}
