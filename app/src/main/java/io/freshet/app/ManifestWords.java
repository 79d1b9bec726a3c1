package io.freshet.app;

import io.freshet.app.console.Console;
import io.freshet.app.console.Human;
import io.freshet.app.console.JsonObject;
import io.freshet.app.values.MagnetLink;
import io.freshet.content.Attributes;
import io.freshet.content.FileEntry;
import io.freshet.content.Manifest;
import java.util.List;

/// A manifest as people and as programs read it.
final class ManifestWords {
  private final Manifest manifest;

  ManifestWords(Manifest manifest) {
    this.manifest = manifest;
  }

  /// `12 files, 131 GiB, 8,345 pieces of 16 MiB`
  String summary() {
    return Human.count(manifest.fileCount(), "file")
        + ", "
        + Human.size(manifest.totalBytes())
        + ", "
        + Human.count(manifest.pieces().count(), "piece")
        + " of "
        + Human.size(manifest.pieceLength());
  }

  String magnet() {
    return new MagnetLink(manifest.infoHash(), manifest.name(), List.of()).toString();
  }

  void show(Console console) {
    console.line("name        " + manifest.name() + (manifest.isSingleFile() ? "" : "/"));
    console.line("info hash   " + manifest.infoHash());
    console.line("content     " + summary());
    console.line(
        "attributes  "
            + (manifest.keepsAttributes()
                ? "modes and times kept"
                : "none but the executable bit"));
    console.line("magnet      " + magnet());
    console.line("");
    for (int i = 0; i < manifest.fileCount(); i++) console.line(line(manifest.file(i)));
    for (var folder : manifest.folders()) {
      if (!manifest.keepsAttributes()) console.line(row("folder", folder.path() + "/"));
    }
    for (String path : manifest.unsettled()) console.line(row("unsettled", path));
  }

  private static String line(FileEntry file) {
    String path = file.path();
    return switch (file.kind()) {
      case FILE -> row(Human.size(file.length()), path + (file.executable() ? " *" : ""));
      case LINK -> row("link", path + " -> " + file.linkTarget());
    };
  }

  private static String row(String left, String right) {
    return " ".repeat(Math.max(0, 10 - left.length())) + left + "  " + right;
  }

  /// What a manifest is, without its files.
  JsonObject json() {
    return new JsonObject()
        .put("name", manifest.name())
        .put("info_hash", manifest.infoHash().hex())
        .put("magnet", magnet())
        .put("single_file", manifest.isSingleFile())
        .put("file_count", manifest.fileCount())
        .put("bytes", manifest.totalBytes())
        .put("piece_length", manifest.pieceLength())
        .put("piece_count", manifest.pieces().count())
        .put("keeps_attributes", manifest.keepsAttributes());
  }

  /// The same with its files, one object in one line, a million files not being held as text.
  void showJson(Console console) {
    console.print(
        json()
            .putTexts("folders", manifest.folders().stream().map(folder -> folder.path()).toList())
            .putTexts("unsettled", manifest.unsettled())
            .openArray("files"));
    for (int i = 0; i < manifest.fileCount(); i++)
      console.print((i == 0 ? "" : ",") + json(manifest.file(i)));
    console.line("]}");
  }

  private static JsonObject json(FileEntry file) {
    var json =
        new JsonObject()
            .put("path", file.path())
            .put("bytes", file.length())
            .put("executable", file.executable());
    if (file.kind() == FileEntry.Kind.LINK) json.put("link_target", file.linkTarget());
    return switch (file.attributes()) {
      case Attributes.None() -> json;
      case Attributes.Kept kept ->
          json.put("mode", "0" + Integer.toOctalString(kept.mode()))
              .put("mtime", kept.mtime().toString());
    };
  }
}
