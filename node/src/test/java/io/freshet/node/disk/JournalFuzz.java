package io.freshet.node.disk;

import io.freshet.content.Fingerprint;
import io.freshet.engine.durability.Durability;
import io.freshet.engine.durability.Limits;
import io.freshet.engine.durability.Reopening;
import io.freshet.engine.durability.Sighting;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.zip.CRC32C;

/// Whatever stands in a journal, what is believed of it agrees with the disk; and the new journal
/// that is made of it says just that.
///
/// The first byte chooses what is on the disk, and whether the rest is the journal as it stands or
/// the contents of records: those get their lengths and checksums here, which no fuzzer guesses.
public final class JournalFuzz {
  private static final byte[] MAGIC_AND_VERSION = {
    'F', 'R', 'E', 'S', 'H', 'E', 'T', '1', 0, 0, 0, 2
  };
  private static final int OWN_TOUCH_MAX = 900;

  private JournalFuzz() {}

  public static void fuzzerTestOneInput(byte[] bytes) {
    if (bytes.length == 0) return;
    byte[] rest = Arrays.copyOfRange(bytes, 1, bytes.length);
    boolean framed = (bytes[0] & 1) != 0;
    boolean staged = (bytes[0] & 2) != 0;
    boolean touched = (bytes[0] & 4) != 0;
    boolean unknown = (bytes[0] & 8) != 0;
    SmallDisk disk = new SmallDisk();
    Fingerprint print = new Fingerprint(5, 6, touched ? OWN_TOUCH_MAX + 1 : 7, 8);
    for (int file = 0; file < SmallDisk.FILES; file++) {
      disk.put(staged ? disk.staged(file) : disk.fileAt(file), print);
    }
    disk.put(disk.journal(), framed ? framed(disk, rest) : rest);
    Believed first = Believed.of(disk, unknown);
    if (staged && (touched || unknown)) first.mustBeEmpty("a staged file that somebody touched");
    first.begin();
    Believed second = Believed.of(disk, unknown);
    if (!first.present.equals(second.present) || !first.doubtful.equals(second.doubtful)) {
      throw new IllegalStateException(first + ", and then " + second);
    }
  }

  /// Each record: type, length, content.
  private static byte[] framed(SmallDisk disk, byte[] said) {
    ByteBuffer out = ByteBuffer.allocate(48 + 9 * (1 + said.length));
    out.put(MAGIC_AND_VERSION).put(disk.infoHash().hash().bytes());
    out.putInt(crc(out, 0));
    ByteBuffer in = ByteBuffer.wrap(said);
    while (in.remaining() > 1) {
      byte type = in.get();
      int length = Math.min(in.get() & 0xff, in.remaining());
      int start = out.position();
      out.putInt(length).put(type).put(in.slice(in.position(), length));
      out.putInt(crc(out, start));
      in.position(in.position() + length);
    }
    out.put(in);
    byte[] journal = new byte[out.flip().remaining()];
    out.get(journal);
    return journal;
  }

  private static int crc(ByteBuffer bytes, int from) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(from, bytes.position() - from));
    return (int) crc.getValue();
  }

  /// What a journal made somebody believe.
  private record Believed(
      Reopening<RuntimeException> reopened, BitSet present, BitSet doubtful, List<Integer> stand) {
    static Believed of(SmallDisk disk, boolean touchesUnknown) {
      var reopened =
          Reopening.read(disk, disk, disk, touchesUnknown ? Long.MIN_VALUE : OWN_TOUCH_MAX);
      List<Integer> stand = new ArrayList<>();
      for (int file = 0; file < SmallDisk.FILES; file++) {
        boolean known =
            disk.look(disk.fileAt(file)) instanceof Sighting.RegularFile(Fingerprint now)
                && reopened.believes(file, now);
        if (known && reopened.isStanding(file)) stand.add(file);
        if (!known) reopened.lookAtStaged(file);
      }
      Believed believed =
          new Believed(
              reopened,
              (BitSet) reopened.present().clone(),
              (BitSet) reopened.doubtful().clone(),
              stand);
      believed.check(disk);
      return believed;
    }

    private void check(SmallDisk disk) {
      if (present.length() > disk.pieceCount() || doubtful.length() > disk.pieceCount()) {
        throw new IllegalStateException("pieces that there are not: " + this);
      }
      if (present.intersects(doubtful)) throw new IllegalStateException("both: " + this);
      for (int file : stand) {
        int first = disk.firstPiece(file);
        int end = first + disk.pieceCount(file);
        if (present.get(first, end).cardinality() < end - first) {
          throw new IllegalStateException("a standing file that is not whole: " + this);
        }
      }
    }

    void mustBeEmpty(String what) {
      if (!present.isEmpty()) throw new IllegalStateException(what + ": " + this);
    }

    void begin() {
      BitSet wanted = new BitSet();
      wanted.set(0, SmallDisk.FILES);
      var _ = reopened.begin(Limits.STANDARD, Durability.Naming.EACH, wanted);
    }

    @Override
    public String toString() {
      return "present " + present + ", doubtful " + doubtful + ", standing " + stand;
    }
  }
}
