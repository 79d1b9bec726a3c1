package io.freshet.node.disk;

import io.freshet.content.FileEntry;
import io.freshet.content.Fingerprint;
import io.freshet.content.Manifest;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/// What a journal says, replayed: to be believed only as far as the disk agrees.
final class Claims {
  private final Manifest manifest;

  /// By piece: its bytes were durable at its place in the staged file, or in the finished one.
  final BitSet placed = new BitSet();

  /// By original: its bytes agreed with the hash, but whether they reached the disk is not known.
  final BitSet verified = new BitSet();

  /// By file: which staged file the pieces are in.
  private final Map<Integer, Long> stagedInodes = new HashMap<>();

  /// By file: durable, and about to be renamed to its final name or renamed already.
  private final Map<Integer, Fingerprint> finishing = new HashMap<>();

  /// By file: stood there already and was found to be equal.
  private final Map<Integer, Fingerprint> standing = new HashMap<>();

  Claims(Manifest manifest) {
    this.manifest = manifest;
  }

  /// A staged file begins without pieces, also when it got the inode of one that somebody deleted.
  void staged(int file, long inode) {
    stagedInodes.put(file, inode);
    finishing.remove(file);
    FileEntry entry = manifest.file(file);
    placed.clear(entry.firstPiece(), entry.firstPiece() + entry.pieceCount());
  }

  void finishing(int file, Fingerprint fingerprint) {
    finishing.put(file, fingerprint);
  }

  void standing(int file, Fingerprint fingerprint) {
    standing.put(file, fingerprint);
  }

  boolean isStaged(int file, long inode) {
    Long known = stagedInodes.get(file);
    return known != null && known == inode;
  }

  /// Is this the file that was about to be renamed? A rename changes its ctime, so that says
  /// nothing.
  boolean isFinishing(int file, Fingerprint now) {
    Fingerprint claimed = finishing.get(file);
    return claimed != null
        && claimed.size() == now.size()
        && claimed.mtimeNanos() == now.mtimeNanos()
        && claimed.inode() == now.inode();
  }

  boolean isStanding(int file, Fingerprint now) {
    return now.equals(standing.get(file));
  }

  /// Files that this release put where they are, by index.
  Map<Integer, Fingerprint> put() {
    return Map.copyOf(finishing);
  }
}
