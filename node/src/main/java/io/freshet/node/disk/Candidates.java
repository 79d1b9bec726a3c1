package io.freshet.node.disk;

import io.freshet.content.ContentIndex;
import io.freshet.content.FileEntry;
import io.freshet.content.Fingerprint;
import io.freshet.content.Hash;
import io.freshet.content.Manifest;
import io.freshet.content.PieceGeometry;
import io.freshet.content.merkle.PieceHasher;
import io.freshet.engine.durability.Sighting;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/// Files of a destination that are as long as one that is missing there, under whatever name: of
/// each the first piece is hashed, and the rest if that is the first one of a missing file.
///
/// To look must not cost more than to fetch. A folder of a million files is not walked, and a
/// million files of one length are not hashed, for the sake of one: both are bounded by what is
/// missing, the nearest files come first.
final class Candidates {
  /// Names that are looked at in any case: 10 ms.
  private static final long NAMES_MIN = 1_000;

  /// And one more for so many missing bytes: some 10 µs a name, in which 1 Gbit/s brings 1.2 KB.
  private static final long BYTES_A_NAME = 4 << 10;

  /// Hashed in any case: 40 ms of one core.
  private static final long HASHED_MIN = 64L << 20;

  /// And so often what is missing, for files that begin alike and go on differently.
  private static final int HASHED_TIMES = 2;

  private static final int BUFFER_BYTES = 256 << 10;

  /// Pieces that one thread hashes in a row.
  private static final int PIECES_A_TASK = 16;

  private final Ground ground;
  private final Manifest manifest;
  private final PieceGeometry pieces;
  private final Inventory inventory;
  private final Recovery found;
  private final EarlierReleases earlier;
  private final LongConsumer hashed;
  private final ThreadLocal<Lane> lanes = ThreadLocal.withInitial(Lane::new);
  private final AtomicLong bytesLeft = new AtomicLong();

  private record Candidate(String path, Fingerprint print) {}

  /// How a file begins.
  ///
  /// @param first its first piece's hash
  private record Start(long length, Hash first) {}

  /// No file is so short.
  private static final Start NOTHING = new Start(-1, new Hash(0, 0, 0, 0));

  /// What one thread hashes with.
  private static final class Lane {
    final PieceHasher hasher = new PieceHasher();
    final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  }

  Candidates(
      Ground ground,
      Inventory inventory,
      Recovery found,
      EarlierReleases earlier,
      LongConsumer hashed) {
    this.ground = ground;
    this.manifest = ground.layout().manifest();
    this.pieces = manifest.pieces();
    this.inventory = inventory;
    this.found = found;
    this.earlier = earlier;
    this.hashed = hashed;
  }

  /// Is there nothing in this destination but the notes?
  static boolean isAlone(Ground ground) throws IOException {
    return ground.tree().list("", 2).equals(List.of(Layout.NOTES));
  }

  /// Adds what it finds.
  ///
  /// @param missing contents, of so many bytes
  void into(Elsewhere elsewhere, ContentIndex index, BitSet missing, long bytes)
      throws IOException, InterruptedException {
    BitSet files = new BitSet();
    for (int at = missing.nextSetBit(0); at >= 0; at = missing.nextSetBit(at + 1)) {
      if (elsewhere.has(at)) continue;
      for (int place : inventory.places(at)) files.set(pieces.fileOf(place));
    }
    long[] lengths = files.stream().mapToLong(manifest::length).sorted().distinct().toArray();
    List<Candidate> candidates = walk(lengths, NAMES_MIN + bytes / BYTES_A_NAME);
    if (candidates.isEmpty()) return;
    Set<Long> occurring = new HashSet<>();
    for (Candidate candidate : candidates) occurring.add(candidate.print.size());
    Map<Start, List<Integer>> starts = new HashMap<>();
    Map<Long, Integer> samples = new HashMap<>();
    for (int file = files.nextSetBit(0); file >= 0; file = files.nextSetBit(file + 1)) {
      long length = manifest.length(file);
      if (!occurring.contains(length)) continue;
      samples.put(length, file);
      Hash first = pieces.hash(manifest.file(file).firstPiece());
      starts.computeIfAbsent(new Start(length, first), _ -> new ArrayList<>(1)).add(file);
    }
    bytesLeft.set(HASHED_MIN + HASHED_TIMES * bytes);
    List<Start> begun = starts(candidates, samples);
    for (int i = 0; i < candidates.size(); i++) {
      List<Integer> alike = starts.getOrDefault(begun.get(i), List.of());
      boolean useful = false;
      for (int file : alike) useful |= lacks(file, elsewhere, index);
      if (useful) compare(candidates.get(i), alike.getFirst(), elsewhere, index);
    }
  }

  /// Is some of this file nowhere yet?
  private boolean lacks(int file, Elsewhere elsewhere, ContentIndex index) {
    int first = manifest.file(file).firstPiece();
    for (int piece = first; piece < first + manifest.file(file).pieceCount(); piece++) {
      int original = find(index, piece);
      if (original >= 0 && !elsewhere.has(original)) return true;
    }
    return false;
  }

  private int find(ContentIndex index, int piece) {
    return index.find(pieces.hash(piece), pieces.length(piece), pieces.leafWidth(piece));
  }

  /// The files of these lengths, the nearest first.
  private List<Candidate> walk(long[] lengths, long namesMax)
      throws IOException, InterruptedException {
    List<Candidate> candidates = new ArrayList<>();
    Deque<String> folders = new ArrayDeque<>(List.of(""));
    Object device = device("");
    for (long left = namesMax; left > 0 && !folders.isEmpty(); ) {
      String folder = folders.removeFirst();
      for (String name : names(folder, (int) Math.min(left, Integer.MAX_VALUE))) {
        if (Thread.interrupted()) throw new InterruptedException();
        left--;
        if (name.equals(Layout.NOTES)) continue;
        String path = folder.isEmpty() ? name : folder + "/" + name;
        switch (look(path)) {
          case Sighting.Folder _ -> {
            if (device.equals(device(path))) folders.add(path);
          }
          case Sighting.RegularFile(Fingerprint now) -> {
            boolean fits = Arrays.binarySearch(lengths, now.size()) >= 0;
            if (fits && isUnknown(path, now)) candidates.add(new Candidate(path, now));
          }
          case Sighting.Nothing _, Sighting.Link _, Sighting.Special _, Sighting.Blocked _ -> {}
        }
      }
    }
    return candidates;
  }

  /// What may not be looked at is not looked for.
  private List<String> names(String folder, int most) throws IOException {
    try {
      return ground.tree().list(folder, most);
    } catch (FileSystemException e) {
      return List.of();
    }
  }

  private Sighting look(String path) throws IOException {
    int wanted = ground.layout().indexOf(path);
    // Known already, and a look costs more than this question.
    if (wanted >= 0 && found.settled.has(wanted)) return new Sighting.Nothing();
    try {
      return ground.tree().look(path);
    } catch (FileSystemException e) {
      return new Sighting.Nothing();
    }
  }

  private Object device(String folder) throws IOException {
    return Files.getAttribute(ground.tree().path(folder), "unix:dev", LinkOption.NOFOLLOW_LINKS);
  }

  /// Files that a journal knows have been asked about by their pieces; one that is written in place
  /// will change.
  private boolean isUnknown(String path, Fingerprint now) {
    int wanted = ground.layout().indexOf(path);
    return !(wanted >= 0 && found.reopened.isInPlace(wanted))
        && earlier.voucher(path, now).isEmpty();
  }

  /// How each begins, cut as a missing file of its length is; none where it cannot be read, or is
  /// one too many.
  private List<Start> starts(List<Candidate> candidates, Map<Long, Integer> samples)
      throws IOException, InterruptedException {
    Start[] starts = new Start[candidates.size()];
    Arrays.fill(starts, NOTHING);
    AllCores.each(
        starts.length,
        Runtime.getRuntime().availableProcessors(),
        i -> {
          long length = candidates.get(i).print.size();
          int piece = manifest.file(samples.getOrDefault(length, 0)).firstPiece();
          if (bytesLeft.addAndGet(-pieces.length(piece)) < 0) return;
          try (FileChannel channel = open(candidates.get(i))) {
            starts[i] = new Start(length, hash(channel, piece));
          } catch (FileSystemException | EOFException e) {
            // Not to be read, or changing: no candidate.
          }
        });
    return List.of(starts);
  }

  private FileChannel open(Candidate candidate) throws IOException {
    return ground.tree().open(candidate.path, StandardOpenOption.READ);
  }

  /// What is in this file where that piece of a wanted file would be.
  private Hash hash(FileChannel channel, int piece) throws IOException {
    Lane lane = lanes.get();
    int length = pieces.length(piece);
    long offset = pieces.offsetInFile(piece);
    lane.hasher.start(length, pieces.leafWidth(piece));
    for (int done = 0; done < length; done += lane.buffer.limit()) {
      lane.buffer.clear().limit(Math.min(BUFFER_BYTES, length - done));
      while (lane.buffer.hasRemaining()) {
        if (channel.read(lane.buffer, offset + done + lane.buffer.position()) < 0) {
          throw new EOFException("it became shorter");
        }
      }
      lane.hasher.update(lane.buffer.flip());
    }
    hashed.accept(length);
    return lane.hasher.finish();
  }

  /// Hashes all of a file that begins as a missing one does. Each of its pieces counts, wherever it
  /// is wanted.
  private void compare(Candidate candidate, int file, Elsewhere elsewhere, ContentIndex index)
      throws IOException, InterruptedException {
    FileEntry entry = manifest.file(file);
    int count = entry.pieceCount();
    int[] originals = new int[count];
    if (count == 1) {
      originals[0] = find(index, entry.firstPiece());
    } else {
      if (bytesLeft.addAndGet(-entry.length()) < 0) return;
      try (FileChannel channel = open(candidate)) {
        AllCores.each(
            (count + PIECES_A_TASK - 1) / PIECES_A_TASK,
            Runtime.getRuntime().availableProcessors(),
            task -> {
              int end = Math.min(count, (task + 1) * PIECES_A_TASK);
              for (int i = task * PIECES_A_TASK; i < end; i++) {
                int piece = entry.firstPiece() + i;
                originals[i] =
                    index.find(hash(channel, piece), pieces.length(piece), pieces.leafWidth(piece));
              }
            });
      } catch (FileSystemException | EOFException e) {
        return;
      }
    }
    boolean same =
        look(candidate.path) instanceof Sighting.RegularFile(Fingerprint now)
            && now.equals(candidate.print);
    if (!same) return;
    List<Elsewhere.Spot> spots = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (originals[i] < 0) continue;
      spots.add(new Elsewhere.Spot(originals[i], pieces.offsetInFile(entry.firstPiece() + i)));
    }
    elsewhere.add(candidate.path, candidate.print, spots);
  }
}
