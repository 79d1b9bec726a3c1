package io.freshet.sim.disk;

import io.freshet.content.Fingerprint;
import io.freshet.engine.durability.Carrier;
import io.freshet.engine.durability.Disk;
import io.freshet.engine.durability.DiskEffect;
import io.freshet.engine.durability.DiskEvent;
import io.freshet.engine.durability.DiskLandmark;
import io.freshet.engine.durability.Durability;
import io.freshet.engine.durability.Durability.Naming;
import io.freshet.engine.durability.Limits;
import io.freshet.engine.durability.Recheck;
import io.freshet.engine.durability.Reopening;
import io.freshet.engine.durability.Sighting;
import io.freshet.engine.durability.Whose;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/// One process that fetches a release onto a disk, from its start to its end: threads that bring
/// content, and the one that syncs, take turns as the seed has it.
final class DiskProcess {
  private final ForgetfulDisk disk;
  private final SmallRelease release;
  private final Manner manner;
  private final Promises promises;
  private final RandomGenerator random;
  private final Set<DiskLandmark> landmarks;

  private final Reopening<DiskFault> reopened;
  private final Carrier<DiskFault> carrier;
  private final Durability machine;
  private final BitSet held = new BitSet();
  private final BitSet begun = new BitSet();
  // Staged files that were made with all their bytes.
  private final BitSet wholly = new BitSet();
  private final int[] missing;
  private final Deque<DiskEffect> syncing = new ArrayDeque<>();
  private final List<DiskEffect.WriteJournal> hints = new ArrayList<>();
  private final List<DiskEvent.Found> found = new ArrayList<>();
  private long time;
  private boolean complete;

  /// When this program last changed a file, as a mapped page beside the journal tells even after a
  /// kill. It isn't told anew before the journal says what was believed by the old time.
  static final class Touches {
    long latestNanos = Long.MIN_VALUE;
    boolean counting;
  }

  /// How a process goes about it.
  ///
  /// @param repairing what is wrong under a final name is put right there
  /// @param closet what files have besides bytes and names, and what may stand under a name
  record Manner(Limits limits, Naming naming, boolean repairing, Closet closet) {}

  /// Who makes what a release has besides files.
  interface Closet {
    /// Files without attributes, in nobody's way.
    Closet EMPTY = (disk, reopened) -> new Undressed();

    Carrier.Dressing<DiskFault> open(ForgetfulDisk disk, Reopening<DiskFault> reopened)
        throws DiskFault;

    /// Whose is a file that is found under its final name?
    default Whose whose(
        ForgetfulDisk disk, Reopening<DiskFault> reopened, int file, Fingerprint now)
        throws DiskFault {
      return Whose.THEIRS;
    }

    /// The other name under which a file stands that has none of its own, and no piece; if any.
    default Optional<String> otherName(ForgetfulDisk disk, Reopening<DiskFault> reopened, int file)
        throws DiskFault {
      return Optional.empty();
    }
  }

  DiskProcess(
      ForgetfulDisk disk,
      SmallRelease release,
      Manner manner,
      Promises promises,
      RandomGenerator random,
      Set<DiskLandmark> landmarks,
      Touches touches)
      throws DiskFault {
    this.disk = disk;
    this.release = release;
    this.manner = manner;
    this.promises = promises;
    this.random = random;
    this.landmarks = landmarks;
    this.missing = new int[release.fileCount()];
    disk.makeFolders(release.staging());
    reopened = look(disk, release, touches.latestNanos);
    for (int file = 0; file < release.fileCount(); file++) proveFinal(file);
    for (int file = 0; file < release.fileCount(); file++) findMoved(file);
    BitSet wanted = new BitSet();
    for (int file = 0; file < release.fileCount(); file++) wanted.set(file, !release.isLink(file));
    machine = reopened.begin(manner.limits, manner.naming, wanted);
    landmarks.addAll(reopened.passed());
    touches.counting = true;
    carrier = new Carrier<>(disk, reopened, manner.closet.open(disk, reopened));
    start(prove());
  }

  /// What a new process would believe.
  static Reopening<DiskFault> look(ForgetfulDisk disk, SmallRelease release, long ownTouchMaxNanos)
      throws DiskFault {
    var reopened = Reopening.read(disk, release, release, ownTouchMaxNanos);
    for (int file = 0; file < release.fileCount(); file++) {
      if (release.isLink(file)) continue;
      boolean believed =
          disk.look(release.fileAt(file)) instanceof Sighting.RegularFile(Fingerprint now)
              && reopened.believes(file, now);
      if (!believed) lookAtStaged(disk, release, reopened, file);
    }
    return reopened;
  }

  /// A staged file with other names is not written to.
  private static void lookAtStaged(
      ForgetfulDisk disk, SmallRelease release, Reopening<DiskFault> reopened, int file)
      throws DiskFault {
    String path = release.staged(file);
    boolean shared =
        disk.look(path) instanceof Sighting.RegularFile(Fingerprint _) && disk.links(path) > 1;
    if (!shared) {
      reopened.lookAtStaged(file);
    } else if (reopened.isComplete(file, disk.fingerprint(path))) {
      reopened.moves(file, path, disk.fingerprint(path));
    } else {
      disk.delete(path);
    }
  }

  private void findMoved(int file) throws DiskFault {
    boolean has =
        reopened.isStanding(file)
            || reopened.isBegun(file)
            || found.stream().anyMatch(one -> one.file() == file);
    if (has || release.isLink(file) || release.fileLength(file) == 0) return;
    Optional<String> other = manner.closet.otherName(disk, reopened, file);
    if (other.isPresent()) reopened.moves(file, other.get(), disk.fingerprint(other.get()));
  }

  private Recheck<DiskFault> recheck() {
    return new Recheck<>(disk, release, new Comparing());
  }

  /// Looks at the bytes of what the journal cannot vouch for; says which staged pieces are right.
  private BitSet prove() throws DiskFault {
    BitSet proven = new BitSet();
    Recheck<DiskFault> recheck = recheck();
    BitSet doubtful = (BitSet) reopened.doubtful().clone();
    for (int piece : doubtful.stream().toArray()) {
      String path = reopened.path(release.fileOf(piece));
      if (release.isZero(piece)) recheck.clear(path, piece);
      else if (recheck.agreesRewritten(path, piece)) proven.set(piece);
    }
    return proven;
  }

  private void proveFinal(int file) throws DiskFault {
    Recheck<DiskFault> recheck = recheck();
    String path = release.fileAt(file);
    if (release.isLink(file)) return;
    if (reopened.isStanding(file) || reopened.isBegun(file)) return;
    if (!(disk.look(path) instanceof Sighting.RegularFile(Fingerprint now))) return;
    BitSet right = new BitSet();
    int end = release.firstPiece(file) + release.pieceCount(file);
    for (int piece = release.firstPiece(file); piece < end; piece++) {
      if (recheck.agrees(path, piece)) right.set(piece);
    }
    boolean whole =
        right.cardinality() == release.pieceCount(file) && now.size() == release.fileLength(file);
    if (whole) {
      reopened.found(file);
      found.add(new DiskEvent.Found(file, now, manner.closet.whose(disk, reopened, file, now)));
    } else if (manner.repairing && !right.isEmpty()) {
      promises.wrongBefore.set(file);
      reopened.intend(file, now, right);
    }
  }

  private void start(BitSet proven) throws DiskFault {
    BitSet settled = new BitSet();
    for (DiskEvent.Found file : found) {
      settled.set(file.file());
      if (random.nextInt(8) == 0) {
        disk.utime(release.fileAt(file.file()));
        promises.changedSince.set(file.file());
      }
      syncing.addAll(machine.apply(file, time));
    }
    for (int file = 0; file < release.fileCount(); file++) {
      if (reopened.isStanding(file)) settled.set(file);
      if (reopened.isBegun(file)) begun.set(file);
      boolean has = settled.get(file) || reopened.move(file).isPresent();
      for (int i = 0; i < release.pieceCount(file) && !has; i++) {
        if (!release.isZero(release.firstPiece(file) + i)) missing[file]++;
      }
    }
    for (int file = 0; file < release.fileCount(); file++) {
      if (!settled.get(file) && !release.isLink(file) && missing[file] == 0) fill(file);
    }
    for (int content = 0; content < release.pieceCount(); content++) {
      if (release.original(content) == content) gather(content, settled, proven);
    }
  }

  /// Content that is somewhere needn't come again: it is written to its other places.
  private void gather(int content, BitSet settled, BitSet proven) throws DiskFault {
    int[] places = release.places(content);
    if (release.isZero(content)) return;
    boolean here = false;
    List<Integer> unclaimed = new ArrayList<>();
    for (int place : places) {
      boolean certain = isCertain(place, settled);
      here |= certain || proven.get(place);
      if (!certain) unclaimed.add(place);
    }
    if (!here) return;
    for (int place : unclaimed) if (!proven.get(place)) write(place, release.content(content));
    int[] told = unclaimed.stream().mapToInt(Integer::intValue).toArray();
    if (told.length > 0) post(new DiskEvent.Placed(content, told));
    hold(content);
  }

  private boolean isCertain(int place, BitSet settled) {
    return settled.get(release.fileOf(place)) || reopened.present().get(place);
  }

  private void hold(int content) throws DiskFault {
    held.set(content);
    for (int place : release.places(content)) {
      int file = release.fileOf(place);
      if (missing[file] > 0 && --missing[file] == 0) fill(file);
    }
  }

  private void fill(int file) throws DiskFault {
    begin(file);
    Optional<Reopening.Move> move = reopened.move(file);
    if (move.isPresent()) post(new DiskEvent.Made(file, move.get().print()));
    else if (wholly.get(file))
      post(new DiskEvent.Made(file, disk.fingerprint(release.staged(file))));
    else post(new DiskEvent.Filled(file));
  }

  private void begin(int file) throws DiskFault {
    if (begun.get(file)) return;
    begun.set(file);
    String path = release.staged(file);
    if (release.isNested()) disk.makeFolders(Disk.parent(path));
    disk.create(path);
    if (release.pieceCount(file) > 1) {
      post(new DiskEvent.Begun(file, disk.fingerprint(path).inode()));
    }
  }

  private void write(int place, byte[] bytes) throws DiskFault {
    int file = release.fileOf(place);
    begin(file);
    disk.write(carrier.path(file), ByteBuffer.wrap(bytes), release.offsetInFile(place));
  }

  /// An event of a thread that brings content: what it has to write may wait.
  private void post(DiskEvent event) {
    for (DiskEffect effect : machine.apply(event, time)) {
      switch (effect) {
        case DiskEffect.WriteJournal write -> hints.add(write);
        default -> throw new IllegalStateException(effect + " asked of a thread that has no time");
      }
    }
  }

  boolean isComplete() {
    return complete;
  }

  /// Runs until everything is in place, or nothing more comes; or somebody throws.
  void run(int contentsMax) throws DiskFault {
    int left = contentsMax;
    while (!machine.isOver()) {
      int turn = random.nextInt(4);
      if (turn == 0 && !hints.isEmpty()) {
        write(hints.remove(random.nextInt(hints.size())));
      } else if (turn == 1 && left > 0 && arrive()) {
        left--;
      } else if (turn == 1 && (left == 0 || random.nextInt(8) == 0)) {
        // It is asked to end, perhaps in the middle.
        left = 0;
        sync(machine.apply(new DiskEvent.Closing(), ++time));
      } else if (!syncing.isEmpty()) {
        step();
      } else {
        time += random.nextInt(4);
        sync(machine.apply(new DiskEvent.Due(), time));
      }
    }
    while (!syncing.isEmpty()) step();
  }

  private void write(DiskEffect.WriteJournal hint) throws DiskFault {
    answer(hint);
  }

  private void sync(List<DiskEffect> effects) {
    for (int i = effects.size(); i-- > 0; ) syncing.addFirst(effects.get(i));
  }

  private void step() throws DiskFault {
    DiskEffect effect = syncing.removeFirst();
    switch (effect) {
      case DiskEffect.Confirmed(int[] pieces) -> {
        for (int piece : pieces) promises.confirmed.set(piece);
      }
      case DiskEffect.Settled(int file, Fingerprint _) -> {
        promises.settled.set(file);
        promises.wrongBefore.clear(file);
      }
      case DiskEffect.SettledNest nest -> {
        for (int file = nest.first(); file < nest.end(); file++) {
          if (nest.prints().apply(file).isEmpty()) continue;
          promises.settled.set(file);
          promises.wrongBefore.clear(file);
        }
      }
      case DiskEffect.Completed() -> complete = true;
      case DiskEffect.Passed(DiskLandmark landmark) -> landmarks.add(landmark);
      default -> answer(effect);
    }
  }

  private void answer(DiskEffect effect) throws DiskFault {
    Optional<DiskEvent> answer;
    try {
      answer = carrier.carryOut(effect);
    } catch (DiskFault e) {
      machine.apply(new DiskEvent.Failed(), time);
      landmarks.add(DiskLandmark.STOPPED);
      throw e;
    }
    if (answer.isPresent()) sync(machine.apply(answer.get(), ++time));
  }

  /// Some content that is missing comes, or wrong bytes for it; says whether anything was missing.
  private boolean arrive() throws DiskFault {
    List<Integer> lacking = new ArrayList<>();
    for (int content = 0; content < release.pieceCount(); content++) {
      boolean wanted = release.original(content) == content && !release.isZero(content);
      if (wanted && !held.get(content)) lacking.add(content);
    }
    if (lacking.isEmpty()) return false;
    int content = lacking.get(random.nextInt(lacking.size()));
    int[] places = release.places(content);
    byte[] bytes = release.content(content);
    boolean live =
        carrier.path(release.fileOf(places[0])).equals(release.fileAt(release.fileOf(places[0])));
    if (!live && random.nextInt(6) == 0) {
      // What is not proven yet may stand in staging.
      byte[] wrong = new byte[random.nextInt(bytes.length + 1)];
      random.nextBytes(wrong);
      if (wrong.length > 0) write(places[0], wrong);
      return true;
    }
    int cut = random.nextInt(bytes.length + 1);
    int file = release.fileOf(places[0]);
    boolean isNew = !live && !begun.get(file) && release.pieceCount(file) == 1;
    if (isNew && places.length == 1 && random.nextBoolean()) {
      write(places[0], bytes);
      wholly.set(file);
    } else if (!live && cut > 0) {
      begin(file);
      long at = release.offsetInFile(places[0]);
      disk.write(carrier.path(file), ByteBuffer.wrap(bytes, 0, cut), at);
      disk.write(carrier.path(file), ByteBuffer.wrap(bytes, cut, bytes.length - cut), at + cut);
    } else {
      write(places[0], bytes);
    }
    for (int i = 1; i < places.length; i++) write(places[i], bytes);
    post(new DiskEvent.Placed(content, places));
    hold(content);
    return true;
  }

  private final class Comparing implements Recheck.Verifier {
    private byte[] right = {};
    private int at;
    private boolean agrees;

    @Override
    public void start(int piece) {
      right = release.content(piece);
      at = 0;
      agrees = true;
    }

    @Override
    public void update(ByteBuffer bytes) {
      byte[] here = new byte[bytes.remaining()];
      bytes.get(here);
      agrees &= Arrays.equals(right, at, at + here.length, here, 0, here.length);
      at += here.length;
    }

    @Override
    public boolean agrees() {
      return agrees && at == right.length;
    }
  }

  /// Files without attributes, in nobody's way.
  private static final class Undressed implements Carrier.Dressing<DiskFault> {
    @Override
    public void dress(int file, String path) {}

    @Override
    public void begin() {}

    @Override
    public void clear(int file) {}

    @Override
    public List<DiskEvent.Found> conclude() {
      return List.of();
    }
  }

  static String parent(String path) {
    return Disk.parent(path);
  }
}
