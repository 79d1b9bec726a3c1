package io.freshet.content;

import static io.freshet.content.Torrents.bytes;
import static io.freshet.content.Torrents.d;
import static io.freshet.content.Torrents.file;
import static io.freshet.content.Torrents.i;
import static io.freshet.content.Torrents.info;
import static io.freshet.content.Torrents.infoWith;
import static io.freshet.content.Torrents.l;
import static io.freshet.content.Torrents.raw;
import static io.freshet.content.Torrents.s;
import static io.freshet.content.Torrents.torrent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.merkle.MerkleTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Torrents from outside that are refused, each by name.
final class HostileManifestTest {
  private static final String EMPTY_FILE = file(d("length", i(0)));
  private static final Hash ROOT = new Hash(1, 2, 3, 4);

  @Test
  void thePlainOneIsTaken() throws InvalidManifestException {
    assertEquals(1, Manifest.parse(torrent(info(d("a", EMPTY_FILE)))).fileCount());
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "."})
  void aNameThatLeadsOutOfItsFolder(String name) {
    refused(info(d("dir", d(name, EMPTY_FILE))), "\"dir\"", "\"" + name + "\" leads out");
    refused(info(d(name, d("a", EMPTY_FILE))), "file tree", "\"" + name + "\" leads out");
    refused(infoWith("name", s(name)), "\"name\"", "leads out");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/etc", "a/b", "a/", "../x"})
  void aNameWithASlash(String name) {
    refused(info(d("dir", d(name, EMPTY_FILE))), "\"dir\"", "\"" + name + "\" has a '/'");
    refused(infoWith("name", s(name)), "\"name\"", "has a '/'");
  }

  @Test
  void aNameWithANul() {
    refused(info(d("dir", d("a\u0000b", EMPTY_FILE))), "\"dir\"", "\"a\\u0000b\" has a NUL");
  }

  @Test
  void aNameThatIsNotUtf8() {
    for (String name : new String[] {"\u00ff", "a\u00c0\u00ae", "\u00ed\u00a0\u0080", "\u00e6"}) {
      String tree = "d" + raw(name) + EMPTY_FILE + "e";
      refused(info(d("dir", tree)), "\"dir\"", "not UTF-8");
      refused(infoWith("name", raw(name)), "\"name\"", "not UTF-8");
    }
  }

  @Test
  void anEmptyName() {
    refused(info(d("", d("length", i(0)))), "file tree", "a file has the place of the folder");
    refused(infoWith("name", s("")), "\"name\"", "empty");
  }

  @Test
  void aNameThatStandsTwice() {
    refused(info(d("a", EMPTY_FILE, "a", EMPTY_FILE)), "\"a\" stands twice");
  }

  @Test
  void namesThatAreNotSorted() {
    refused(info(d("b", EMPTY_FILE, "a", EMPTY_FILE)), "\"a\" is not sorted");
  }

  @Test
  void aFileWithOthersBesideIt() {
    String tree = d("a", d("", d("length", i(0)), "b", EMPTY_FILE));
    refused(info(tree), "\"a\"", "other entries beside it");
  }

  @Test
  void anEmptyFolderInTheTree() {
    refused(info(d("dir", d("empty", d()))), "\"dir/empty\"", "\"folders\"");
  }

  @Test
  void foldersInFoldersWithoutEnd() {
    String tree = EMPTY_FILE;
    for (int depth = 0; depth < 91; depth++) tree = d("f", tree);
    refused(info(tree), "f/f/f", "more than 90 folders");
  }

  @Test
  void aPathThatNoSystemTakes() {
    String tree = EMPTY_FILE;
    for (int depth = 0; depth < 17; depth++) tree = d("f".repeat(250), tree);
    refused(info(tree), "more than 4095 bytes");
    refused(infoWith("name", s("n".repeat(4096))), "name has more than 4095 bytes");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE})
  void aNegativeLength(long length) {
    refused(info(d("a", file(d("length", i(length))))), "\"a\"", "length is " + length);
  }

  @Test
  void aLengthBeyondCounting() {
    String facts = d("length", i(Long.MAX_VALUE), "pieces root", raw(ROOT));
    refused(info(d("a", file(facts))), "\"a\"", "pieces");
    refused(info(d("a", file("d6:lengthi9223372036854775808ee"))), "more than 64 bits");
  }

  @Test
  void piecesBeyondCounting() {
    // Two files of 2 TiB that share one layer, which isn't even there: refused for their count
    // first.
    long length = (long) ManifestParser.PIECES_MAX * Torrents.PIECE_LENGTH + 1;
    String facts = d("length", i(length), "pieces root", raw(ROOT));
    refused(info(d("a", file(facts))), "\"a\"", "more than 4194304 pieces");
  }

  @Test
  void aFileWithoutLengthOrRoot() {
    refused(info(d("a", file(d()))), "\"a\"", "no length");
    refused(info(d("a", file(d("length", i(1))))), "\"a\"", "no pieces root");
    String facts = d("length", i(1), "pieces root", s("short"));
    refused(info(d("a", file(facts))), "\"a\"", "5 bytes, not 32");
  }

  @ParameterizedTest
  @ValueSource(longs = {-16384, 0, 1, 8192, 16383, 16385, 49152, 33_554_432, 1L << 40})
  void aPieceLengthThatIsNone(long length) {
    refused(infoWith("piece length", i(length)), "piece length " + length);
  }

  @Test
  void aNewerVersionIsNamedBeforeAnythingElse() {
    String info = d("file tree", i(1), "meta version", i(3), "name", s("../x"));
    refused(info, "meta version 3 is newer", "update Freshet");
    refused(infoWith("meta version", i(1)), "meta version 1 is not 2");
  }

  @Test
  void aTorrentOfVersion1() {
    refused(infoWith("meta version", ""), "v1 torrent");
  }

  @ParameterizedTest
  @ValueSource(strings = {"file tree", "name", "piece length"})
  void aKeyThatIsMissing(String key) {
    refused(infoWith(key, ""), "\"" + key + "\" is missing");
  }

  @Test
  void noInfoAndNoLayers() {
    refused(bytes(d()), "\"info\" is missing");
    refused(bytes(d("info", info(d("a", EMPTY_FILE)))), "\"piece layers\" is missing");
  }

  @Test
  void aLayerThatIsMissing() {
    refused(torrent(info(large(ROOT))), "\"large\"", "no layer for its pieces root");
  }

  @Test
  void aLayerOfTheWrongLength() {
    String layers = "d" + raw(ROOT) + raw("x".repeat(64)) + "e";
    refused(torrent(info(large(ROOT)), layers), "\"large\"", "64 bytes, not 32 for each of 3");
  }

  @Test
  void aLayerThatDoesNotHashToItsRoot() {
    String layers = "d" + raw(ROOT) + raw("x".repeat(96)) + "e";
    refused(torrent(info(large(ROOT)), layers), "\"large\"", "does not hash to its pieces root");
  }

  @Test
  void aLayerOfTheWrongLevel() {
    byte[] layer = bytes("x".repeat(96));
    Hash fromLeaves =
        MerkleTree.root(layer, 0, 2); // padded as leaves are, not as pieces of 4 leaves
    String layers = "d" + raw(fromLeaves) + raw("x".repeat(96)) + "e";
    refused(torrent(info(large(fromLeaves)), layers), "does not hash to its pieces root");
  }

  @Test
  void aLayerThatNoFileHas() {
    String layers = "d" + raw(ROOT) + raw("x".repeat(96)) + "e";
    refused(torrent(info(d("a", EMPTY_FILE)), layers), "no file has the pieces root " + ROOT.hex());
  }

  @Test
  void bytesBehindTheEnd() {
    byte[] torrent = torrent(info(d("a", EMPTY_FILE)));
    refused(java.util.Arrays.copyOf(torrent, torrent.length + 1), "1 bytes follow the end");
  }

  @Test
  void bytesThatAreCutOff() {
    byte[] torrent = torrent(info(d("a", EMPTY_FILE)));
    for (int length = 0; length < torrent.length; length++) {
      refused(java.util.Arrays.copyOf(torrent, length), "not a canonical torrent");
    }
  }

  @Test
  void numbersThatAreNotCanonical() {
    refused(infoWith("piece length", "i065536e"), "leading zero");
    refused(infoWith("name", "01:a"), "leading zero");
  }

  @Test
  void aLinkToNowhere() {
    refused(info(link()), "\"a\"", "a link to nowhere");
    refused(info(link("link", s(""))), "\"a\"", "its link is empty");
    refused(info(link("link", s("x\u0000"))), "\"a\"", "its link has a NUL");
    refused(info(link("link", raw("\u00ff"))), "\"a\"", "its link is not UTF-8");
    refused(info(link("link", s("x".repeat(4096)))), "\"a\"", "more than 4095 bytes");
    refused(info(link("symlink path", l(s("..")))), "\"a\"", "leads out of its folder");
    String facts = d("attr", s("l"), "length", i(1), "link", s("x"));
    refused(info(d("a", file(facts))), "\"a\"", "a link has no length");
  }

  @Test
  void aPadFile() {
    refused(info(d("a", file(d("attr", s("p"), "length", i(0))))), "\"a\"", "pad file");
  }

  @Test
  void attributesOutOfRange() {
    refusedAttributes("its mode is 4096", "mode", i(4096), "mtime", i(0));
    refusedAttributes("its mode is -1", "mode", i(-1), "mtime", i(0));
    refusedAttributes(
        "its nsec is 1000000000", "mode", i(0), "mtime", i(0), "nsec", i(1_000_000_000));
    refusedAttributes("its mtime is " + Long.MAX_VALUE, "mode", i(0), "mtime", i(Long.MAX_VALUE));
    refusedAttributes("a mode and no mtime", "mode", i(0));
    refusedAttributes("only one of uid and gid", "mode", i(0), "mtime", i(0), "uid", i(0));
    refusedAttributes("its uid is -1", "mode", i(0), "mtime", i(0), "uid", i(-1));
    refusedAttributes(
        "its user has more than 255", "mode", i(0), "mtime", i(0), "user", s("u".repeat(256)));
  }

  @Test
  void attributesOfSomeFilesOnly() {
    String kept = file(d("length", i(0), "mode", i(0644), "mtime", i(0)));
    refused(info(d("a", kept, "b", EMPTY_FILE)), "1 of 2 files have a mode");
    refused(withFolders(l(d("mode", i(0755), "mtime", i(0), "path", l()))), "both have modes");
  }

  @Test
  void foldersThatCannotBe() {
    refused(withFolders(l(folder("x"), folder("b"))), "\"b\"", "not sorted");
    refused(withFolders(l(folder("b"), folder("b"))), "\"b\"", "stands twice");
    refused(withFolders(l(folder("a"))), "\"a\" is a file");
    refused(withFolders(l(folder("a", "b"))), "\"a/b\"", "\"a\" is a file");
    refused(withFolders(l(folder(".."))), "leads out of its folder");
    refused(withFolders(l(folder(""))), "a name is empty");
    refused(withFolders(l(folder("a/b"))), "has a '/'");
    refused(withFolders(l(folder("x".repeat(4096)))), "path is too long");
  }

  @Test
  void unsettledPathsThatCannotBe() {
    refused(withUnsettled(), "it is empty");
    refused(withUnsettled(l()), "the whole release");
    refused(withUnsettled(l(s("x")), l(s("b"))), "\"b\"", "not sorted");
    refused(withUnsettled(l(s("b")), l(s("b"))), "\"b\"", "stands twice");
    refused(withUnsettled(l(s("b")), l(s("b"), s("c"))), "\"b/c\"", "unsettled already");
    refused(withUnsettled(l(s("a"))), "\"a\"", "the file tree says");
    refused(withUnsettled(l(s("a"), s("b"))), "\"a/b\"", "the file tree says");
    refused(withUnsettled(l(s("f"))), "\"f\"", "the file tree says");
    refused(withUnsettled(l(s("d"))), "\"d\"", "\"folders\", too");
    refused(withUnsettled(l(s("d"), s("e"))), "\"d/e\"", "\"folders\", too");
    refused(withUnsettled(l(s(".freshet"))), "Freshet's own notes");
    refused(withUnsettled(l(s(""))), "a name is empty");
    refused(withUnsettled(l(s("b/c"))), "has a '/'");
    refused(withUnsettled(s("b")), "not a canonical torrent");
    refused(withUnsettled(l(s("x".repeat(4096)))), "a path is too long");
  }

  @Test
  void aMessageShowsNoControlCharacters() {
    var refusal =
        assertThrows(
            InvalidManifestException.class,
            () -> Manifest.parse(torrent(info(d("\u001b[2J\n\u202e", d("..", EMPTY_FILE))))));
    assertEquals(
        "\"\\u001b[2J\\u000a\\u202e\": the name \"..\" leads out of its folder", refusal.why());
  }

  private static String link(String... target) {
    String key = target.length == 0 ? "" : s(target[0]) + target[1];
    boolean early = target.length > 0 && target[0].compareTo("length") < 0;
    String facts = "d" + s("attr") + s("l") + (early ? key : "") + s("length") + i(0);
    return d("a", file(facts + (early ? "" : key) + "e"));
  }

  /// A file of three pieces.
  private static String large(Hash root) {
    return d(
        "large", file(d("length", i(2L * Torrents.PIECE_LENGTH + 1), "pieces root", raw(root))));
  }

  private static String folder(String... path) {
    String[] components = new String[path.length];
    for (int at = 0; at < path.length; at++) components[at] = s(path[at]);
    return d("path", l(components));
  }

  private static String withFolders(String folders) {
    return info(d("a", EMPTY_FILE))
        .replace(s("meta version"), s("folders") + folders + s("meta version"));
  }

  /// The files `a` and `f/g`, the empty folder `d/e`, and these paths.
  private static String withUnsettled(String... paths) {
    String info =
        info(d("a", EMPTY_FILE, "f", d("g", EMPTY_FILE)))
            .replace(s("meta version"), s("folders") + l(folder("d", "e")) + s("meta version"));
    return info.substring(0, info.length() - 1) + s("unsettled") + l(paths) + "e";
  }

  private static void refusedAttributes(String why, String... keysAndValues) {
    String facts = "d" + s("length") + i(0) + d(keysAndValues).substring(1);
    refused(info(d("a", file(facts))), "\"a\"", why);
  }

  private static void refused(String info, String... words) {
    refused(torrent(info), words);
  }

  private static void refused(byte[] torrent, String... words) {
    var refusal = assertThrows(InvalidManifestException.class, () -> Manifest.parse(torrent));
    for (String word : words) {
      assertTrue(refusal.why().contains(word), () -> word + " is not in: " + refusal.why());
    }
  }
}
