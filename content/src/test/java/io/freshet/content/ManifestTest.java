package io.freshet.content;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.FileEntry.Kind;
import io.freshet.content.ManifestWriter.Entry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Manifests that are written and read again, against the list that they were made from.
final class ManifestTest {
  private static final int PIECE_LENGTH = Torrents.PIECE_LENGTH;

  /// Paths of which each is a part, or another cut, of others.
  private static final String[] NESTED = {
    "a", "a-a/a", "aa", "aa-a/a/a", "b/a", "b/a-a", "b/aa", "b/b/a", "b/ba/a", "ba", "baa/a"
  };

  private static final long[] LENGTHS = {
    0,
    1,
    16_383,
    16_384,
    16_385,
    PIECE_LENGTH - 1,
    PIECE_LENGTH,
    PIECE_LENGTH + 1,
    5L * PIECE_LENGTH - 1,
    5L * PIECE_LENGTH,
    5L * PIECE_LENGTH + 1,
    100L * PIECE_LENGTH
  };

  /// Names whose order differs between bytes, UTF-16, and paths joined by `/`.
  private static final String[] NAMES = {
    "a",
    "a-b",
    "a b",
    "a.b",
    "ab",
    "A",
    "日本",
    "語.txt",
    "ü",
    "u\u0308",
    "\uffee",
    "\ud83d\ude80",
    "-",
    "~",
    "x\\y",
    "\n",
    "..."
  };

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void saysWhatItWasMadeFrom(long seed) throws InvalidManifestException {
    var random = new Random(seed);
    SortedMap<String, Entry> entries = entries(random, 1 << random.nextInt(8));
    var writer = new ManifestWriter("release", PIECE_LENGTH);
    entries.values().forEach(writer::add);
    Manifest manifest = writer.manifest();

    assertEquals("release", manifest.name());
    assertEquals(PIECE_LENGTH, manifest.pieceLength());
    assertEquals(entries.size(), manifest.fileCount());
    int file = 0;
    int piece = 0;
    long total = 0;
    for (Entry entry : entries.values()) {
      FileEntry read = manifest.file(file);
      FileEntry expected = expected(file, piece, entry);
      assertEquals(expected, read);
      assertEquals(file, manifest.indexOf(expected.path()));
      assertEquals(expected.path(), manifest.path(file));
      assertEquals(expected.length(), manifest.length(file));
      assertEquals(-1, manifest.indexOf(expected.path() + "/x"));
      assertEquals(-1, manifest.indexOf(expected.path() + "\u0000"));
      checkPieces(manifest, expected, entry);
      file++;
      piece += expected.pieceCount();
      total += expected.length();
    }
    assertEquals(piece, manifest.pieces().count());
    assertEquals(total, manifest.totalBytes());
    assertEquals(-1, manifest.indexOf(""));
    assertThrows(IndexOutOfBoundsException.class, () -> manifest.file(manifest.fileCount()));
  }

  @Test
  void pathsAreFoundWhateverWasFoundBefore() throws InvalidManifestException {
    var writer = new ManifestWriter("nested", PIECE_LENGTH);
    var sorted = Arrays.stream(NESTED).sorted(PathOrder.INSTANCE).toList();
    for (String path : sorted) writer.file(path, 0, new byte[0]);
    Manifest manifest = writer.manifest();
    var asked = new ArrayList<>(sorted);
    asked.addAll(List.of("", "/a", "b", "a/a", "a/", "b/b", "ba/a", "-a/a", "baa", "c"));
    // Each after each: where a search begins must not matter.
    for (String before : asked) {
      for (String path : asked) {
        var _ = manifest.indexOf(before);
        assertEquals(sorted.indexOf(path), manifest.indexOf(path), before + ", then " + path);
      }
    }
  }

  @Test
  void whatIsWrittenTwiceIsTheSame() throws InvalidManifestException {
    var kept =
        new Attributes.Kept(
            0644, Instant.ofEpochSecond(5, 6), new Attributes.Owner.Known(7, 8, "u", ""));
    byte[] hashes = new byte[3 * Hash.BYTES];
    List<Entry> entries =
        List.of(
            new Entry.Folder("", kept),
            new Entry.Folder("empty", kept),
            new Entry.File("a/large", 3L * PIECE_LENGTH, true, kept, hashes),
            new Entry.File("a/small", 9, false, kept, Arrays.copyOf(hashes, Hash.BYTES)),
            new Entry.Link("b", "a/large", kept),
            new Entry.Unsettled("c"));
    var once = new ManifestWriter("twice", PIECE_LENGTH);
    entries.forEach(once::add);
    byte[] twice =
        ManifestWriter.torrent("twice", PIECE_LENGTH, writer -> entries.forEach(writer::add));
    assertArrayEquals(once.torrent(), twice);
    assertEquals(entries.size() - 3, Manifest.parse(twice).fileCount());
  }

  @Test
  void entriesAreTheSameIfAllButTheirPathsIs() throws InvalidManifestException {
    byte[] hash = new byte[Hash.BYTES];
    var one = new Attributes.Kept(0644, Instant.ofEpochSecond(5, 6), Attributes.Owner.UNKNOWN);
    var other = new Attributes.Kept(0600, Instant.ofEpochSecond(5, 6), Attributes.Owner.UNKNOWN);
    Manifest manifest =
        new ManifestWriter("entries", PIECE_LENGTH)
            .add(new Entry.File("a", 10, false, one, hash))
            .add(new Entry.File("b/a", 10, false, one, hash))
            .add(new Entry.File("b/mode", 10, false, other, hash))
            .add(new Entry.File("b/size", 11, false, one, hash))
            .add(new Entry.File("b/x", 10, true, one, hash))
            .manifest();
    Manifest again =
        new ManifestWriter("a", PIECE_LENGTH)
            .add(new Entry.File("c", 10, false, one, hash))
            .manifest();
    for (int file = 0; file < manifest.fileCount(); file++) {
      assertEquals(file < 2, manifest.hasEntry(file, again, 0), manifest.path(file));
      assertEquals(file < 2, again.hasEntry(0, manifest, file), manifest.path(file));
    }
  }

  @Test
  void theInfoHashIsTheSha256OfTheInfoDictionary() throws InvalidManifestException {
    Manifest manifest = new ManifestWriter("r", PIECE_LENGTH).file("a", 0, new byte[0]).manifest();
    byte[] info = new byte[manifest.infoBytes().remaining()];
    manifest.infoBytes().get(info);
    assertEquals(
        "d9:file treed1:ad0:d6:lengthi0eeee12:meta versioni2e4:name1:r12:piece lengthi65536ee",
        new String(info, StandardCharsets.US_ASCII));
    assertEquals(new InfoHash(Hash.sha256(info)), manifest.infoHash());
    assertTrue(manifest.bytes().isReadOnly());
  }

  @Test
  void otherProgramsMaySayMoreWithoutChangingTheName() throws InvalidManifestException {
    String info = Torrents.info(Torrents.d("a", Torrents.file("d6:lengthi0e1:z2:hie")));
    byte[] more =
        Torrents.bytes(
            Torrents.d(
                "announce",
                Torrents.s("http://x"),
                "info",
                info,
                "piece layers",
                "de",
                "zz",
                "le"));
    Manifest manifest = Manifest.parse(more);
    assertEquals(Manifest.parse(Torrents.torrent(info)).infoHash(), manifest.infoHash());
  }

  @Test
  void oneFileOfTheReleasesNameIsASingleFile() throws InvalidManifestException {
    assertTrue(writer("a").file("a", 0, new byte[0]).manifest().isSingleFile());
    assertFalse(writer("dir").file("a", 0, new byte[0]).manifest().isSingleFile());
    assertFalse(writer("a").file("a/a", 0, new byte[0]).manifest().isSingleFile());
    assertFalse(
        writer("a").file("a", 0, new byte[0]).file("b", 0, new byte[0]).manifest().isSingleFile());
    Manifest folder =
        writer("a").file("a", 0, new byte[0]).add(new Entry.Folder("", Attributes.NONE)).manifest();
    assertFalse(folder.isSingleFile());
    assertEquals(List.of(new FolderEntry("", Attributes.NONE)), folder.folders());
  }

  @Test
  void aReleaseMayBeEmpty() throws InvalidManifestException {
    Manifest manifest = writer("empty").manifest();
    assertEquals(0, manifest.fileCount());
    assertEquals(0, manifest.pieces().count());
    assertEquals(0, manifest.extents().count());
    assertEquals(-1, manifest.indexOf("a"));
    assertFalse(manifest.isSingleFile());
  }

  @Test
  void foldersComeInTheOrderOfPathsWithTheirAttributes() throws InvalidManifestException {
    var kept = new Attributes.Kept(02755, Instant.ofEpochSecond(-5, 7), Attributes.Owner.UNKNOWN);
    var file = new Attributes.Kept(0644, Instant.ofEpochSecond(1L << 40), Attributes.Owner.UNKNOWN);
    Manifest manifest =
        writer("r")
            .add(new Entry.Folder("b-c", kept))
            .add(new Entry.Folder("b/c", kept))
            .add(new Entry.Folder("", kept))
            .add(new Entry.Folder("b", kept))
            .add(new Entry.File("a", 0, true, file, new byte[0]))
            .add(new Entry.File("b/f", 0, false, file, new byte[0]))
            .manifest();
    assertTrue(manifest.keepsAttributes());
    assertEquals(
        List.of("", "b", "b/c", "b-c"),
        manifest.folders().stream().map(FolderEntry::path).toList());
    assertEquals(kept, manifest.folders().get(2).attributes());
    assertEquals(file, manifest.file(0).attributes());
  }

  @Test
  void unsettledPathsComeInOrderAndCoverWhatIsBelowThem() throws InvalidManifestException {
    Manifest manifest =
        writer("a")
            .file("a", 0, new byte[0])
            .file("b/f", 0, new byte[0])
            .add(new Entry.Unsettled("c-d"))
            .add(new Entry.Unsettled("b/g"))
            .add(new Entry.Unsettled("c"))
            .manifest();
    assertEquals(List.of("b/g", "c", "c-d"), manifest.unsettled());
    for (String path : List.of("b/g", "b/g/h", "c", "c/x/y", "c-d", "c-d/e")) {
      assertTrue(manifest.isUnsettled(path), path);
    }
    for (String path : List.of("", "a", "b", "b/f", "b/g-", "bb", "c-", "c-d-", "z")) {
      assertFalse(manifest.isUnsettled(path), path);
    }
  }

  @Test
  void whatIsUnsettledMakesAFolderOfAReleaseAndIsPartOfItsName() throws InvalidManifestException {
    Manifest settled = writer("a").file("a", 0, new byte[0]).manifest();
    assertTrue(settled.isSingleFile());
    assertEquals(List.of(), settled.unsettled());
    assertFalse(settled.isUnsettled("b"));
    Manifest unsettled =
        writer("a").file("a", 0, new byte[0]).add(new Entry.Unsettled("b")).manifest();
    assertFalse(unsettled.isSingleFile());
    assertNotEquals(settled.infoHash(), unsettled.infoHash());
    assertEquals(List.of(), PlainManifest.of(unsettled).unsettled());
  }

  @Test
  void ownersAreKeptWithAndWithoutNames() throws InvalidManifestException {
    var named = new Attributes.Owner.Known(1000, 0xffff_ffffL, "ann", "staff");
    var nameless = new Attributes.Owner.Known(0, 0, "", "");
    Manifest manifest =
        writer("r")
            .add(new Entry.File("a", 0, false, kept(named), new byte[0]))
            .add(new Entry.File("b", 0, false, kept(nameless), new byte[0]))
            .manifest();
    assertEquals(kept(named), manifest.file(0).attributes());
    assertEquals(kept(nameless), manifest.file(1).attributes());
  }

  @Test
  void aLinkOfAnotherProgramLeadsFromItsFolder() throws InvalidManifestException {
    String facts = "d4:attr1:l12:symlink pathl1:b1:cee";
    String tree = Torrents.d("x", Torrents.d("y", Torrents.d("link", Torrents.file(facts))));
    FileEntry link = Manifest.parse(Torrents.torrent(Torrents.info(tree))).file(0);
    assertEquals(Kind.LINK, link.kind());
    assertEquals("../../b/c", link.linkTarget());
  }

  @Test
  void whatALinkSaysToOtherPrograms() {
    assertEquals(List.of("d", "b"), LinkTarget.insideRelease("d/a", "b"));
    assertEquals(List.of("b"), LinkTarget.insideRelease("d/a", "../b"));
    assertEquals(List.of("b", "c"), LinkTarget.insideRelease("a", "./b//c/"));
    assertEquals(List.of(), LinkTarget.insideRelease("d/a", "../../b"));
    assertEquals(List.of(), LinkTarget.insideRelease("a", "/etc/passwd"));
    assertEquals(List.of(), LinkTarget.insideRelease("d/a", ".."));
  }

  @Test
  void aWriterRefusesWhatItCannotSay() {
    assertThrows(IllegalArgumentException.class, () -> writer("r").file("a", 1, new byte[0]));
    assertThrows(IllegalArgumentException.class, () -> writer("r").file("a", 0, new byte[32]));
    assertThrows(
        IllegalArgumentException.class,
        () -> writer("r").file("b", 0, new byte[0]).file("a", 0, new byte[0]));
    assertThrows(
        IllegalArgumentException.class,
        () -> writer("r").file("a", 0, new byte[0]).file("a/b", 0, new byte[0]));
    assertThrows(
        InvalidManifestException.class, () -> writer("r").file("../b", 0, new byte[0]).manifest());
    assertThrows(
        InvalidManifestException.class, () -> writer("r").file("/b", 0, new byte[0]).manifest());
  }

  private static void checkPieces(Manifest manifest, FileEntry file, Entry entry) {
    PieceGeometry pieces = manifest.pieces();
    long offset = 0;
    for (int i = 0; i < file.pieceCount(); i++) {
      int piece = file.firstPiece() + i;
      assertEquals(file.index(), pieces.fileOf(piece));
      assertEquals(offset, pieces.offsetInFile(piece));
      assertEquals(Math.min(PIECE_LENGTH, file.length() - offset), pieces.length(piece));
      Hash hash = Hash.copy(((Entry.File) entry).pieceHashes(), i * Hash.BYTES);
      assertEquals(hash, pieces.hash(piece));
      assertTrue(pieces.hashMatches(piece, hash));
      assertFalse(pieces.hashMatches(piece, new Hash(hash.a(), hash.b(), hash.c(), ~hash.d())));
      offset += pieces.length(piece);
    }
    assertEquals(file.length(), offset);
  }

  private static FileEntry expected(int index, int firstPiece, Entry entry) {
    return switch (entry) {
      case Entry.File file ->
          new FileEntry(
              index,
              file.path(),
              file.length(),
              Kind.FILE,
              file.executable(),
              file.attributes(),
              "",
              firstPiece,
              file.pieceHashes().length / Hash.BYTES);
      case Entry.Link link ->
          new FileEntry(
              index,
              link.path(),
              0,
              Kind.LINK,
              false,
              link.attributes(),
              link.target(),
              firstPiece,
              0);
      case Entry.Folder _, Entry.Unsettled _ -> throw new AssertionError(entry.path());
    };
  }

  /// Files and links in the order of the raw bytes of their components.
  private static SortedMap<String, Entry> entries(Random random, int count) {
    var entries = new TreeMap<String, Entry>((a, b) -> Arrays.compareUnsigned(key(a), key(b)));
    for (int i = 0; i < count; i++) {
      var components = new ArrayList<String>();
      int depth = random.nextInt(4);
      for (int d = 0; d < depth; d++) components.add("d" + NAMES[random.nextInt(NAMES.length)]);
      components.add("f" + NAMES[random.nextInt(NAMES.length)]);
      String path = String.join("/", components);
      long length = LENGTHS[random.nextInt(LENGTHS.length)];
      entries.put(
          path,
          random.nextInt(8) == 0
              ? new Entry.Link(path, "../x", Attributes.NONE)
              : new Entry.File(
                  path,
                  length,
                  random.nextBoolean(),
                  Attributes.NONE,
                  Torrents.inventedHashes(random, length, PIECE_LENGTH)));
    }
    return entries;
  }

  private static byte[] key(String path) {
    return path.replace('/', '\u0000').getBytes(StandardCharsets.UTF_8);
  }

  private static Attributes kept(Attributes.Owner owner) {
    return new Attributes.Kept(0644, Instant.ofEpochSecond(1), owner);
  }

  private static ManifestWriter writer(String name) {
    return new ManifestWriter(name, PIECE_LENGTH);
  }
}
