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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/// The hostile torrents that are kept in `src/test/resources/hostile`: how each is made, and what a
/// person who opens it is told.
///
/// [#main] writes them anew. They are files so that other programs, and people, can be given them.
final class HostileTorrents {
  static final Path FOLDER = Path.of("src", "test", "resources", "hostile");

  /// A torrent's file name, a tab, the sentence; a line each.
  static final Path SENTENCES = FOLDER.resolve("sentences.tsv");

  private static final String EMPTY_FILE = file(d("length", i(0)));
  private static final Hash ROOT = new Hash(1, 2, 3, 4);

  private HostileTorrents() {}

  /// @param sentence what [InvalidManifestException#why()] says, exactly
  record Hostile(byte[] torrent, String sentence) {}

  static void main(String[] args) throws IOException {
    Files.createDirectories(FOLDER);
    var sentences = new StringBuilder();
    for (var entry : all().entrySet()) {
      Files.write(FOLDER.resolve(entry.getKey() + ".torrent"), entry.getValue().torrent());
      sentences
          .append(entry.getKey())
          .append('\t')
          .append(entry.getValue().sentence())
          .append('\n');
    }
    Files.writeString(SENTENCES, sentences);
  }

  /// By name, in the order of names.
  static Map<String, Hostile> all() {
    var all = new TreeMap<String, Hostile>();
    paths(all);
    links(all);
    sizes(all);
    layers(all);
    syntax(all);
    attributes(all);
    return all;
  }

  static Hostile named(String name) {
    Hostile hostile = all().get(name);
    if (hostile == null) throw new IllegalArgumentException("no hostile torrent is called " + name);
    return hostile;
  }

  private static void paths(Map<String, Hostile> all) {
    add(
        all,
        "path-up",
        info(d("dir", d("..", d("escaped", EMPTY_FILE)))),
        "\"dir\": the name \"..\" leads out of its folder");
    add(
        all,
        "path-up-in-one-name",
        info(d("../../escaped", EMPTY_FILE)),
        "key \"file tree\": the name \"../../escaped\" has a '/'");
    add(
        all,
        "path-absolute",
        info(d("/etc/cron.d/evil", EMPTY_FILE)),
        "key \"file tree\": the name \"/etc/cron.d/evil\" has a '/'");
    add(
        all,
        "path-dot",
        info(d("dir", d(".", EMPTY_FILE))),
        "\"dir\": the name \".\" leads out of its folder");
    add(
        all,
        "path-nul",
        info(d("a\u0000.txt", EMPTY_FILE)),
        "key \"file tree\": the name \"a\\u0000.txt\" has a NUL");
    add(
        all,
        "path-not-utf8",
        info("d" + raw("caf\u00e9") + EMPTY_FILE + "e"),
        "key \"file tree\": a name is not UTF-8");
    add(
        all,
        "path-overlong-utf8-slash",
        info("d" + raw("a\u00c0\u00afb") + EMPTY_FILE + "e"),
        "key \"file tree\": a name is not UTF-8");
    add(all, "path-empty-name", info(d("dir", d("", EMPTY_FILE))), "\"dir\": it has no length");
    add(
        all,
        "path-terminal-escape",
        info(d("\u001b]0;owned\u0007", d("..", EMPTY_FILE))),
        "\"\\u001b]0;owned\\u0007\": the name \"..\" leads out of its folder");
    add(
        all,
        "path-own-notes",
        info(d(".freshet", d("0".repeat(64), d("journal", EMPTY_FILE)))),
        "key \"file tree\": the name \".freshet\" is kept for Freshet's own notes");
    add(
        all,
        "folder-own-notes",
        withFolders(l(d("path", l(s(".freshet"), s("x"))))),
        "key \"folders\": \".freshet/x\": the name is kept for Freshet's own notes");
    add(
        all,
        "unsettled-own-notes",
        withUnsettled(l(l(s(".freshet"), s("x")))),
        "key \"unsettled\": \".freshet/x\": the name is kept for Freshet's own notes");
    add(
        all,
        "unsettled-up",
        withUnsettled(l(l(s("x"), s("..")))),
        "key \"unsettled\": a path: the name \"..\" leads out of its folder");
    add(
        all,
        "name-up",
        infoWith("name", s("..")),
        "key \"name\": the name \"..\" leads out of its folder");
    add(
        all,
        "names-twice",
        info(d("a", EMPTY_FILE, "a", EMPTY_FILE)),
        "not a canonical torrent: the key \"a\" stands twice at byte 40");
    add(
        all,
        "file-and-folder-of-one-name",
        info(d("a", d("", d("length", i(0)), "b", EMPTY_FILE))),
        "\"a\": a file cannot have other entries beside it");
    add(
        all,
        "folder-where-a-file-is",
        withFolders(l(d("path", l(s("a"))))),
        "key \"folders\": \"a\": \"a\" is a file");
    String deep = EMPTY_FILE;
    for (int depth = 0; depth < 91; depth++) deep = d("f", deep);
    add(
        all,
        "path-too-deep",
        info(deep),
        "\"" + "f/".repeat(89) + "f\": more than 90 folders inside folders");
    String longPath = EMPTY_FILE;
    for (int depth = 0; depth < 17; depth++) longPath = d("f".repeat(250), longPath);
    add(
        all,
        "path-too-long",
        info(longPath),
        "\""
            + ("f".repeat(250) + "/").repeat(15)
            + "f".repeat(250)
            + "\": a path of more than 4095 bytes");
  }

  private static void links(Map<String, Hostile> all) {
    String link = d("attr", s("l"), "length", i(0), "link", s("/etc"));
    add(
        all,
        "below-a-link",
        info(d("a", d("", link, "passwd", EMPTY_FILE))),
        "\"a\": a file cannot have other entries beside it");
    add(
        all,
        "folder-below-a-link",
        info(d("a", file(link)))
            .replace(
                s("meta version"),
                s("folders") + l(d("path", l(s("a"), s("b")))) + s("meta version")),
        "key \"folders\": \"a/b\": \"a\" is a file");
    add(
        all,
        "link-to-nowhere",
        info(d("a", file(d("attr", s("l"), "length", i(0))))),
        "\"a\": it is a link to nowhere");
    add(
        all,
        "link-with-a-nul",
        info(d("a", file(d("attr", s("l"), "length", i(0), "link", s("x\u0000y"))))),
        "\"a\": its link has a NUL");
    add(
        all,
        "link-with-bytes",
        info(d("a", file(d("attr", s("l"), "length", i(1), "link", s("x"))))),
        "\"a\": a link has no length, not 1");
  }

  private static void sizes(Map<String, Hostile> all) {
    add(all, "length-negative", info(d("a", file(d("length", i(-1))))), "\"a\": its length is -1");
    add(
        all,
        "length-beyond-64-bits",
        info(d("a", file("d" + s("length") + "i18446744073709551617e" + "e"))),
        "not a canonical torrent: an integer of more than 64 bits at byte 35");
    String huge = file(d("length", i(Long.MAX_VALUE), "pieces root", raw(ROOT)));
    add(
        all,
        "length-that-overflows-a-sum",
        info(d("a", huge, "b", huge)),
        "\"a\": with it the release has more than 4194304 pieces");
    add(
        all,
        "piece-length-zero",
        infoWith("piece length", i(0)),
        "piece length 0 is not a power of two from 16 KiB to 16 MiB");
    add(
        all,
        "piece-length-odd",
        infoWith("piece length", i(100_000)),
        "piece length 100000 is not a power of two from 16 KiB to 16 MiB");
    add(
        all,
        "piece-length-beyond-an-int",
        infoWith("piece length", i(1L << 32)),
        "piece length 4294967296 is not a power of two from 16 KiB to 16 MiB");
  }

  private static void layers(Map<String, Hostile> all) {
    String large =
        d("large", file(d("length", i(2L * Torrents.PIECE_LENGTH + 1), "pieces root", raw(ROOT))));
    add(
        all,
        "layer-missing",
        info(large),
        "\"large\": \"piece layers\" has no layer for its pieces root");
    add(
        all,
        "layer-of-another-file",
        torrent(info(large), "d" + raw(ROOT) + raw("x".repeat(96)) + "e"),
        "\"large\": its piece layer does not hash to its pieces root");
    add(
        all,
        "layer-too-short",
        torrent(info(large), "d" + raw(ROOT) + raw("x".repeat(64)) + "e"),
        "\"large\": its piece layer has 64 bytes, not 32 for each of 3 pieces");
    add(
        all,
        "layer-of-nobody",
        torrent(info(d("a", EMPTY_FILE)), "d" + raw(ROOT) + raw("x".repeat(96)) + "e"),
        "key \"piece layers\": no file has the pieces root " + ROOT.hex());
    add(
        all,
        "root-too-short",
        info(d("a", file(d("length", i(1), "pieces root", s("short"))))),
        "\"a\": its pieces root has 5 bytes, not 32");
  }

  private static void syntax(Map<String, Hostile> all) {
    byte[] honest = torrent(info(d("a", EMPTY_FILE)));
    add(
        all,
        "cut-off",
        Arrays.copyOf(honest, honest.length - 10),
        "not a canonical torrent: a string of 12 bytes is cut off at byte " + (honest.length - 18));
    add(
        all,
        "bytes-behind-the-end",
        Arrays.copyOf(honest, honest.length + 1),
        "not a canonical torrent: 1 bytes follow the end at byte " + honest.length);
    add(
        all,
        "not-sorted",
        info(d("b", EMPTY_FILE, "a", EMPTY_FILE)),
        "not a canonical torrent: the key \"a\" is not sorted at byte 40");
    add(
        all,
        "leading-zero",
        infoWith("piece length", "i065536e"),
        "not a canonical torrent: an integer with a leading zero at byte 83");
    add(
        all,
        "string-of-two-gigabytes",
        bytes("d1:x2147483647:"),
        "not a canonical torrent: a string longer than all bytes at byte 4");
    add(
        all,
        "lists-in-lists",
        bytes("d1:x" + "l".repeat(10_000)),
        "not a canonical torrent: more than 100 values inside values at byte 103");
    add(
        all,
        "not-a-torrent",
        bytes("<!DOCTYPE html>"),
        "not a canonical torrent: expected a dictionary at byte 0");
    add(
        all,
        "version-1",
        infoWith("meta version", ""),
        "no \"meta version\": a BitTorrent v1 torrent; Freshet reads version 2, so pack it again");
    add(
        all,
        "version-3",
        infoWith("meta version", i(3)),
        "meta version 3 is newer than 2, which this Freshet reads; update Freshet");
  }

  private static void attributes(Map<String, Hostile> all) {
    add(
        all,
        "mode-beyond-its-bits",
        info(d("a", file(d("length", i(0), "mode", i(0100644), "mtime", i(0))))),
        "\"a\": its mode is 33188");
    add(
        all,
        "mtime-beyond-time",
        info(d("a", file(d("length", i(0), "mode", i(0644), "mtime", i(Long.MAX_VALUE))))),
        "\"a\": its mtime is 9223372036854775807");
    add(
        all,
        "nanoseconds-beyond-a-second",
        info(
            d(
                "a",
                file(d("length", i(0), "mode", i(0644), "mtime", i(0), "nsec", i(1_000_000_000))))),
        "\"a\": its nsec is 1000000000");
    add(
        all,
        "pad-file",
        info(d("a", file(d("attr", s("p"), "length", i(0))))),
        "\"a\": it is a pad file, which version 2 has not");
  }

  private static String withFolders(String folders) {
    return info(d("a", EMPTY_FILE))
        .replace(s("meta version"), s("folders") + folders + s("meta version"));
  }

  private static String withUnsettled(String paths) {
    String info = info(d("a", EMPTY_FILE));
    return info.substring(0, info.length() - 1) + s("unsettled") + paths + "e";
  }

  private static void add(Map<String, Hostile> all, String name, String info, String sentence) {
    add(all, name, torrent(info), sentence);
  }

  private static void add(Map<String, Hostile> all, String name, byte[] torrent, String sentence) {
    if (all.put(name, new Hostile(torrent, sentence)) != null) {
      throw new IllegalStateException(name + " stands twice");
    }
  }
}
