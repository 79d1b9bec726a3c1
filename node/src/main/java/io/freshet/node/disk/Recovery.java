package io.freshet.node.disk;

import io.freshet.content.FileEntry;
import io.freshet.content.Fingerprint;
import io.freshet.content.Manifest;
import io.freshet.content.PieceGeometry;
import io.freshet.content.scan.Fingerprints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;

/// Finds out what of a release is at its destination already: from an earlier run, or by somebody
/// else's hand.
///
/// The journal is believed where the file it speaks of is still the same; what it only hints at,
/// and files that it doesn't know, are hashed. First everything is looked at, then hashed on all
/// cores, and nothing is changed before it is clear that nothing stands in the way.
final class Recovery {
  /// Names in a message about what stands in the way.
  private static final int NAMED_MAX = 5;

  private final Tree tree;
  private final Layout layout;
  private final Manifest manifest;
  private final PieceGeometry pieces;
  private final Selection selection;
  private final Standing standing;
  private final Claims claims;

  /// By piece: its bytes are at its place, in the staged or in the final file.
  final BitSet present = new BitSet();

  /// By piece: present, but the journal doesn't say so yet.
  final BitSet unclaimed = new BitSet();

  /// Files under their final names with the right bytes.
  final SettledFiles settled;

  /// Files found by hashing: the journal shall know them next time.
  final List<Integer> adopted = new ArrayList<>();

  /// Files that may be replaced and share pieces with the wanted ones.
  final List<Salvage> salvage = new ArrayList<>();

  private final List<String> inTheWay = new ArrayList<>();
  private final List<Suspect> suspects = new ArrayList<>();
  private final Comparison comparison;
  private final Set<String> stagedNames;

  /// Pieces of a file under its final name that the wanted file has at the same place.
  record Salvage(int file, BitSet pieces) {}

  /// A file that has to be hashed, and how it looked before.
  private record Suspect(Comparison.Subject subject, Fingerprint before) {}

  /// @param hashed is told bytes as they are hashed, from several threads
  Recovery(Ground ground, Selection selection, Standing standing, LongConsumer hashed)
      throws IOException {
    this.tree = ground.tree();
    this.layout = ground.layout();
    this.manifest = layout.manifest();
    this.pieces = manifest.pieces();
    this.selection = selection;
    this.standing = standing;
    this.claims = ground.claims();
    this.settled = new SettledFiles(manifest);
    this.comparison = new Comparison(tree, manifest, hashed);
    this.stagedNames = new HashSet<>(tree.list(layout.staging()));
  }

  /// Looks at everything that is there.
  void examine() throws IOException, InterruptedException {
    for (int file = 0; file < manifest.fileCount(); file++) {
      if (!selection.has(file)) continue;
      switch (manifest.file(file).kind()) {
        case FILE -> look(file);
        case LINK -> lookAtLink(file);
      }
    }
    refuseIfInTheWay();
    comparison.run();
    for (Suspect suspect : suspects) judge(suspect);
    refuseIfInTheWay();
  }

  private void look(int file) throws IOException {
    String path = layout.fileAt(file);
    boolean clear =
        switch (tree.look(path)) {
          case Sighting.Nothing _ -> true;
          case Sighting.RegularFile(Fingerprint now) -> lookAtStanding(file, path, now);
          case Sighting.Link _ -> standing.mayReplace(path, Finisher.LINK) || block(path);
          case Sighting.Folder _, Sighting.Special _ -> block(path);
          case Sighting.Blocked(String component) -> block(component);
        };
    if (clear && !settled.has(file)) lookAtStaged(file);
  }

  private boolean block(String path) {
    inTheWay.add(path);
    return false;
  }

  /// A file of the wanted name is there; says whether the wanted one may be staged.
  private boolean lookAtStanding(int file, String path, Fingerprint now) {
    if (claims.isFinishing(file, now) || claims.isStanding(file, now)) {
      settle(file, now);
      return true;
    }
    if (now.size() != manifest.length(file)) {
      return standing.mayReplace(path, now) || block(path);
    }
    suspects.add(new Suspect(comparison.add(file, path), now));
    return true;
  }

  private void lookAtLink(int file) throws IOException {
    String path = manifest.file(file).path();
    boolean clear =
        switch (tree.look(path)) {
          case Sighting.Nothing _ -> true;
          case Sighting.Link(String target) ->
              target.equals(manifest.file(file).linkTarget())
                  || standing.mayReplace(path, Finisher.LINK);
          case Sighting.RegularFile(Fingerprint now) -> standing.mayReplace(path, now);
          case Sighting.Folder _, Sighting.Special _, Sighting.Blocked _ -> false;
        };
    if (!clear) block(path);
  }

  private void lookAtStaged(int file) throws IOException {
    if (!stagedNames.contains(Integer.toString(file))) return;
    String path = layout.stagedFile(file);
    if (!(tree.look(path) instanceof Sighting.RegularFile(Fingerprint now))) return;
    FileEntry entry = manifest.file(file);
    int first = entry.firstPiece();
    int end = first + entry.pieceCount();
    if (claims.isFinishing(file, now)) {
      present.set(first, end);
      return;
    }
    BitSet doubtful = new BitSet();
    if (claims.isStaged(file, now.inode())) {
      for (int piece = first; piece < end; piece++) {
        if (claims.placed.get(piece)) present.set(piece);
        else if (claims.verified.get(pieces.original(piece))) doubtful.set(piece);
      }
    } else {
      doubtful.set(first, end);
    }
    if (!doubtful.isEmpty()) {
      suspects.add(new Suspect(comparison.add(file, path, doubtful.stream().toArray()), now));
    }
  }

  private void settle(int file, Fingerprint now) {
    settled.add(file, now);
    FileEntry entry = manifest.file(file);
    present.set(entry.firstPiece(), entry.firstPiece() + entry.pieceCount());
  }

  private void judge(Suspect suspect) throws IOException {
    Comparison.Subject subject = suspect.subject;
    if (subject.path.equals(layout.stagedFile(subject.file))) {
      present.or(subject.matching());
      unclaimed.or(subject.matching());
      return;
    }
    Fingerprint now = Fingerprints.at(tree.path(subject.path));
    if (subject.matchesWholly() && now.equals(suspect.before)) {
      settle(subject.file, now);
      adopted.add(subject.file);
    } else if (!standing.mayReplace(subject.path, now)) {
      block(subject.path);
    } else if (!subject.matching().isEmpty()) {
      salvage.add(new Salvage(subject.file, subject.matching()));
    }
  }

  private void refuseIfInTheWay() throws DestinationRefusedException {
    if (inTheWay.isEmpty()) return;
    String names =
        String.join(", ", inTheWay.stream().distinct().limit(NAMED_MAX).toList())
            + (inTheWay.size() > NAMED_MAX
                ? ", and " + (inTheWay.size() - NAMED_MAX) + " more"
                : "");
    throw new DestinationRefusedException(
        tree.path("")
            + ": in the way with other content: "
            + names
            + "; move it away, choose another destination, or use --overwrite to replace files");
  }
}
