package io.freshet.node.disk;

import io.freshet.content.FileEntry;
import io.freshet.content.Fingerprint;
import io.freshet.content.Manifest;
import io.freshet.engine.durability.Deposit;
import io.freshet.engine.durability.DiskEvent;
import io.freshet.engine.durability.Durability;
import io.freshet.engine.durability.Limits;
import io.freshet.engine.durability.Ownership;
import io.freshet.engine.durability.ReleaseShape;
import io.freshet.engine.durability.Reopening;
import io.freshet.engine.durability.Sighting;
import io.freshet.engine.durability.Swap;
import io.freshet.engine.durability.Whose;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
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

  private final Ground ground;
  private final Tree tree;
  private final Layout layout;
  private final Manifest manifest;
  private final Selection selection;
  private final Standing standing;
  private final LongConsumer hashed;
  private final EarlierReleases earlier;

  final Reopening<IOException> reopened;

  /// By piece: its bytes are at its place, in the staged or in the final file.
  final BitSet present = new BitSet();

  /// By piece: present, but the journal doesn't say so yet.
  final BitSet unclaimed = new BitSet();

  /// Files under their final names with the right bytes.
  final SettledFiles settled;

  /// Files that look as they shall, says the release that put them there.
  final BitSet dressed = new BitSet();

  // Files that are in place, by the journal of another release: which put them there, or only knew
  // them. This release's journal shall know them next time, and those that were hashed.
  private final BitSet inherited = new BitSet();
  private final BitSet known = new BitSet();
  private final List<DiskEvent.Found> hashedInPlace = new ArrayList<>();

  /// Files that may be replaced and share pieces with the wanted ones.
  final List<Salvage> salvage = new ArrayList<>();

  private final BitSet salvaged = new BitSet();
  private final List<String> inTheWay = new ArrayList<>();
  private boolean mayBeOverwritten;
  private final List<Suspect> suspects = new ArrayList<>();
  private final Comparison comparison;
  private final Glances glances;
  private final boolean keepsOwners;

  /// Pieces of a file under its final name that the wanted file has at the same place, and how it
  /// looked before they were hashed.
  record Salvage(int file, Fingerprint before, int[] pieces) {}

  /// A file that has to be hashed, and how it looked before.
  private record Suspect(Comparison.Subject subject, Fingerprint before) {}

  /// @param hashed is told bytes as they are hashed, from several threads
  Recovery(
      Ground ground,
      Selection selection,
      Standing standing,
      EarlierReleases earlier,
      LongConsumer hashed)
      throws IOException {
    this.earlier = earlier;
    this.ground = ground;
    this.glances =
        new Glances(ground, selection, new Undisturbed(ground.layout(), standing, earlier));
    this.tree = ground.tree();
    this.layout = ground.layout();
    this.manifest = layout.manifest();
    this.keepsOwners = KeptOwners.keepsOwners(manifest);
    this.selection = selection;
    this.standing = standing;
    this.hashed = hashed;
    this.settled = new SettledFiles(manifest);
    this.comparison = new Comparison(ground.disk(), manifest, hashed);
    this.reopened =
        Reopening.read(
            ground.disk(), ReleaseShape.of(manifest), layout, ground.touches().foundNanos());
  }

  /// Looks at everything that is there.
  void examine() throws IOException, InterruptedException {
    if (ground.isBare()) return;
    for (int file = 0; file < manifest.fileCount(); file++) {
      if (!selection.has(file)) continue;
      switch (manifest.kind(file)) {
        case FILE -> look(file);
        case LINK -> lookAtLink(file);
      }
    }
    refuseIfInTheWay();
    comparison.run();
    for (Suspect suspect : suspects) judge(suspect);
    refuseIfInTheWay();
    present.or(reopened.present());
  }

  /// Takes a file that is in place.
  interface Adopter {
    void adopt(DiskEvent file) throws IOException;
  }

  /// Tells of the files that are in place and of which the journal doesn't know: one by one, for
  /// they may be a million.
  void adopt(Adopter adopter) throws IOException {
    for (int file = 0; file < manifest.fileCount(); file++) {
      if (inherited.get(file)) adopter.adopt(new DiskEvent.Inherited(file, settled.of(file)));
      if (known.get(file)) adopter.adopt(new DiskEvent.Known(file, settled.of(file)));
    }
    for (DiskEvent file : hashedInPlace) adopter.adopt(file);
  }

  /// Begins a new journal, and then proves what the old one only hinted at.
  Durability begin(Durability.Naming naming) throws IOException, InterruptedException {
    BitSet wanted = new BitSet();
    for (int file = 0; file < manifest.fileCount(); file++) {
      if (selection.has(file) && manifest.kind(file) == FileEntry.Kind.FILE) {
        wanted.set(file);
      }
    }
    Durability machine = reopened.begin(Limits.STANDARD, naming, wanted);
    ground.disk().noteTouches();
    BitSet doubtful = reopened.doubtful();
    Comparison doubts = new Comparison(ground.disk(), manifest, hashed);
    List<Comparison.Subject> subjects = new ArrayList<>();
    for (int at = doubtful.nextSetBit(0); at >= 0; ) {
      FileEntry entry = manifest.file(manifest.pieces().fileOf(at));
      int first = at;
      int end = entry.firstPiece() + entry.pieceCount();
      int[] its = doubtful.get(first, end).stream().map(piece -> first + piece).toArray();
      if (selection.has(entry.index())) {
        subjects.add(doubts.add(entry.index(), reopened.path(entry.index()), its));
      }
      at = doubtful.nextSetBit(end);
    }
    doubts.runRewriting();
    for (Comparison.Subject subject : subjects) {
      for (int piece : subject.matching()) {
        present.set(piece);
        unclaimed.set(piece);
      }
    }
    return machine;
  }

  /// May this piece be in its place, or is about to be put there?
  boolean mayHave(int piece) {
    return present.get(piece) || reopened.doubtful().get(piece) || salvaged.get(piece);
  }

  private void look(int file) throws IOException {
    String path = layout.fileAt(file);
    boolean clear =
        switch (glances.standing(file)) {
          case Sighting.Nothing _ -> true;
          case Sighting.RegularFile(Fingerprint now) -> lookAtStanding(file, path, now);
          case Sighting.Link _ -> standing.mayReplace(path, Finisher.LINK) || block(path);
          case Sighting.Folder _ ->
              standing.displaces() || block(path, " (a folder, where a file shall be)");
          case Sighting.Special _ ->
              standing.displaces() || block(path, " (a device, pipe or socket)");
          case Sighting.Blocked(String component) ->
              standing.displaces() || block(component, " (no folder, where one shall be)");
        };
    boolean isKnown = settled.has(file) || reopened.isInPlace(file);
    if (!clear || isKnown) return;
    Sighting staged = glances.staged(file);
    if (!(staged instanceof Sighting.Nothing)) sawStaged(file, staged);
  }

  /// A staged file with other names ([MovedFiles]) is never written: if it is not what the journal
  /// says, somebody changed it under another one.
  private void sawStaged(int file, Sighting seen) throws IOException {
    String path = layout.staged(file);
    boolean isShared =
        reopened.swap() == Swap.BEGUN
            && seen instanceof Sighting.RegularFile
            && tree.links(path) > 1;
    if (!isShared) {
      reopened.sawStaged(file, seen);
    } else if (reopened.isComplete(file, tree.fingerprint(path))) {
      reopened.moves(file, path, tree.fingerprint(path));
    } else {
      tree.deleteFile(path);
    }
  }

  /// By what `--overwrite` replaces.
  private boolean block(String path) {
    mayBeOverwritten = true;
    inTheWay.add(path);
    return false;
  }

  /// By what nobody replaces.
  private boolean block(String path, String what) {
    inTheWay.add(path + what);
    return false;
  }

  /// A file of the wanted name is there; says whether the wanted one may be staged.
  private boolean lookAtStanding(int file, String path, Fingerprint now) throws IOException {
    if (standing.mends(path)) {
      reopened.distrust(file);
    } else if (reopened.believes(file, now)) {
      if (reopened.isStanding(file)) settled.add(file, now);
      return true;
    }
    if (!standing.mends(path) && inherits(file, path, now)) return true;
    if (!standing.mends(path) && isChangedInPlace(file, path, now)) return true;
    if (now.size() != manifest.length(file) && !standing.mayReplace(path, now)) return block(path);
    int[] likely = standing.mayShare(path, now, manifest, file).stream().toArray();
    suspects.add(new Suspect(comparison.add(file, path, likely), now));
    return true;
  }

  /// Does another release's journal know that these are the right bytes?
  private boolean inherits(int file, String path, Fingerprint now) {
    Optional<PutFiles> voucher = earlier.voucher(path, now);
    if (voucher.isEmpty() || !voucher.get().isSame(path, manifest, file)) return false;
    settle(file, now);
    reopened.inherited(file);
    (voucher.get().mayReplace(path, now) ? inherited : known).set(file);
    // Who could not give files away then may be able to now.
    if (!keepsOwners && voucher.get().hasDressed(path, manifest, file)) dressed.set(file);
    return true;
  }

  /// A file of one piece is fetched whole in any case: staged, it is never seen half changed.
  private boolean mayChangeInPlace(int file) {
    return standing.changesInPlace() && manifest.file(file).pieceCount() > 1;
  }

  /// Will this file become the wanted one where it stands?
  private boolean isChangedInPlace(int file, String path, Fingerprint now) throws IOException {
    if (!mayChangeInPlace(file)
        || !standing.mayReplace(path, now)
        || earlier.ownership().of(path, new Sighting.RegularFile(now)) == Whose.THEIRS
        || tree.links(path) > 1
        || tree.look(layout.staged(file)) instanceof Sighting.RegularFile) {
      return false;
    }
    BitSet shared = earlier.shared(path, now, manifest, file);
    if (shared.isEmpty() && earlier.voucher(path, now).isEmpty()) return false;
    reopened.intend(file, now, shared);
    return true;
  }

  private void lookAtLink(int file) throws IOException {
    if (standing.displaces()) return;
    String path = manifest.file(file).path();
    switch (tree.look(path)) {
      case Sighting.Nothing _ -> {}
      case Sighting.Link(String target) -> {
        boolean same = target.equals(manifest.file(file).linkTarget());
        if (!same && !standing.mayReplace(path, Finisher.LINK)) block(path);
      }
      case Sighting.RegularFile(Fingerprint now) -> {
        if (!standing.mayReplace(path, now)) block(path);
      }
      case Sighting.Folder _ -> block(path, " (a folder, where a link shall be)");
      case Sighting.Special _ -> block(path, " (a device, pipe or socket)");
      case Sighting.Blocked(String component) ->
          block(component, " (no folder, where one shall be)");
    }
  }

  private void settle(int file, Fingerprint now) {
    settled.add(file, now);
    int first = manifest.firstPiece(file);
    present.set(first, first + manifest.pieceCount(file));
  }

  /// Under another name, the same file may be right as it is.
  private boolean isOnlyName(Comparison.Subject subject) throws IOException {
    return tree.links(subject.path) == 1;
  }

  private void judge(Suspect suspect) throws IOException {
    Comparison.Subject subject = suspect.subject;
    Fingerprint now = tree.fingerprint(subject.path);
    boolean isWhole =
        subject.pieces.length == manifest.file(subject.file).pieceCount()
            && subject.matchesWholly()
            && now.equals(suspect.before)
            && now.size() == manifest.length(subject.file);
    if (isWhole) {
      settle(subject.file, now);
      reopened.found(subject.file);
      hashedInPlace.add(new DiskEvent.Found(subject.file, now, whose(subject, now)));
    } else if (!standing.mayReplace(subject.path, now)) {
      block(subject.path);
    } else if (subject.matching().length == 0) {
      // Nothing of it is of use.
    } else if ((standing.mends(subject.path)
            || (mayChangeInPlace(subject.file) && whose(subject, now) == Whose.OURS))
        && !reopened.isBegun(subject.file)
        && isOnlyName(subject)) {
      BitSet proven = new BitSet();
      for (int piece : subject.matching()) proven.set(piece);
      reopened.intend(subject.file, now, proven);
    } else {
      salvage.add(new Salvage(subject.file, suspect.before, subject.matching()));
      for (int piece : subject.matching()) salvaged.set(piece);
    }
  }

  private Whose whose(Comparison.Subject subject, Fingerprint now) {
    return ownership().of(subject.path, new Sighting.RegularFile(now));
  }

  /// What this release or an earlier one has put there.
  Ownership ownership() {
    Ownership own =
        new Deposit(ReleaseShape.of(manifest), layout, new ManifestOutline(layout), reopened);
    return Ownership.ofAny(List.of(own, earlier.ownership()));
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
            + (mayBeOverwritten
                ? "; move it away, choose another destination, or use --overwrite to replace files"
                : "; move it away, or choose another destination"));
  }
}
