package io.freshet.content;

import java.nio.ByteBuffer;
import java.util.List;

/// What a release consists of: a BitTorrent v2 metainfo file, proven and indexed.
public final class Manifest {
  private Manifest() {}

  /// Takes these bytes as a manifest, or says which path or key is wrong and why. The array becomes
  /// the manifest's: don't change it afterwards.
  public static Manifest parse(byte[] torrent) throws InvalidManifestException {
    throw new UnsupportedOperationException();
  }

  public InfoHash infoHash() {
    throw new UnsupportedOperationException();
  }

  /// The name of the file or folder that was packed; for people, it names nothing on disk.
  public String name() {
    throw new UnsupportedOperationException();
  }

  /// Is this release one file, not a folder? A folder that holds one file is a folder.
  public boolean isSingleFile() {
    throw new UnsupportedOperationException();
  }

  public int pieceLength() {
    throw new UnsupportedOperationException();
  }

  public int fileCount() {
    throw new UnsupportedOperationException();
  }

  public FileEntry file(int index) {
    throw new UnsupportedOperationException();
  }

  /// The length of a file, without the rest of its entry.
  public long length(int file) {
    throw new UnsupportedOperationException();
  }

  /// The file of this path (components joined by `/`), or -1.
  public int indexOf(String path) {
    throw new UnsupportedOperationException();
  }

  public long totalBytes() {
    throw new UnsupportedOperationException();
  }

  /// Do files and folders carry mode and mtime?
  public boolean keepsAttributes() {
    throw new UnsupportedOperationException();
  }

  /// The empty folders; with kept attributes every folder, the release's own (an empty path) first.
  public List<FolderEntry> folders() {
    throw new UnsupportedOperationException();
  }

  public PieceGeometry pieces() {
    throw new UnsupportedOperationException();
  }

  public Extents extents() {
    throw new UnsupportedOperationException();
  }

  /// The whole `.torrent`, read-only.
  public ByteBuffer bytes() {
    throw new UnsupportedOperationException();
  }

  /// The info dictionary, read-only: what the info hash is the SHA-256 of.
  public ByteBuffer infoBytes() {
    throw new UnsupportedOperationException();
  }
}
