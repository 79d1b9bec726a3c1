package io.freshet.content;

/// One file or link of a manifest.
///
/// @param index its place in the manifest: the order of the raw UTF-8 bytes of the path's
///   components
/// @param path relative to the release, components joined by `/`
/// @param length in bytes; 0 for a link
/// @param linkTarget a link's exact text; empty unless `kind` is `LINK`
/// @param firstPiece the file's first piece; for an empty file where it would be
public record FileEntry(
    int index,
    String path,
    long length,
    Kind kind,
    boolean executable,
    Attributes attributes,
    String linkTarget,
    int firstPiece,
    int pieceCount) {

  public enum Kind {
    FILE,
    LINK
  }
}
