package io.freshet.content.merkle;

import io.freshet.content.Hash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Merkle trees as BEP 52 tells them, the plain way: pad the leaves, then halve until one is left.
final class ModelTree {
  private ModelTree() {}

  static List<Hash> leaves(byte[] content) {
    var leaves = new ArrayList<Hash>();
    for (int at = 0; at < content.length; at += 16384) {
      leaves.add(
          Hash.sha256(Arrays.copyOfRange(content, at, Math.min(at + 16384, content.length))));
    }
    return leaves;
  }

  static Hash root(List<Hash> leaves, int width) {
    var layer = new ArrayList<>(leaves);
    while (layer.size() < width) layer.add(Hash.of(new byte[32]));
    while (layer.size() > 1) {
      var parents = new ArrayList<Hash>();
      for (int i = 0; i < layer.size(); i += 2) {
        byte[] pair = Arrays.copyOf(layer.get(i).bytes(), 64);
        System.arraycopy(layer.get(i + 1).bytes(), 0, pair, 32, 32);
        parents.add(Hash.sha256(pair));
      }
      layer = parents;
    }
    return layer.getFirst();
  }
}
