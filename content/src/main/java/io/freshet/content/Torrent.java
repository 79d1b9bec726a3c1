package io.freshet.content;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.Arrays;

/// The bytes of a torrent that has been proven: in memory, or in the file where they are kept.
///
/// Of a million files they are 130 MB, most of what a manifest takes, and little of it is needed at
/// a time. Whoever reads gets a [Slice], wherever it comes from. Any number of threads may read,
/// also while the bytes move out of memory.
final class Torrent {
  /// What is asked for first where nobody knows how long a value is: the facts of most files are
  /// shorter.
  private static final int VALUE_BYTES = 512;

  private static final int GROWTH = 8;

  /// What is read or written at once: Java does so through memory of the same size outside of the
  /// heap, and keeps that.
  static final int PORTION_BYTES = 1 << 20;

  private final int length;
  private volatile Place place;

  /// Bytes from `start` up to `end` of an array that nobody may change.
  record Slice(byte[] bytes, int start, int end) {
    boolean isSame(byte[] others, int from, int to) {
      return Arrays.equals(bytes, start, end, others, from, to);
    }

    int length() {
      return end - start;
    }
  }

  /// Where the bytes are.
  sealed interface Place permits Memory, TorrentFile {
    /// The bytes from this position on: at least so many, if there are so many.
    Slice slice(int position, int bytes);
  }

  private record Memory(byte[] bytes) implements Place {
    @Override
    public Slice slice(int position, int count) {
      return new Slice(bytes, position, bytes.length);
    }
  }

  /// Reads one value.
  interface Reading<T> {
    T read(BencodeReader reader, byte[] bytes) throws BencodeException, InvalidManifestException;
  }

  /// The array becomes the torrent's: don't change it afterwards.
  Torrent(byte[] bytes) {
    this.length = bytes.length;
    this.place = new Memory(bytes);
  }

  int length() {
    return length;
  }

  /// The same bytes are in this file from `offset` on, and nobody writes to it any more: memory is
  /// given back, and they are read from there. It may lose its name. Nothing happens if it has
  /// other bytes, or cannot be opened.
  void leaveIn(Path file, long offset) throws IOException {
    if (!(place instanceof Memory(byte[] bytes))) return;
    TorrentFile.of(file, offset, bytes).ifPresent(kept -> place = kept);
  }

  /// Exactly these bytes.
  Slice slice(int position, int bytes) {
    Slice slice = place.slice(position, bytes);
    return new Slice(slice.bytes, slice.start, slice.start + bytes);
  }

  /// A copy of these bytes.
  byte[] copy(int position, int bytes) {
    Slice slice = place.slice(position, bytes);
    return Arrays.copyOfRange(slice.bytes, slice.start, slice.start + bytes);
  }

  Hash hash(int position) {
    Slice slice = place.slice(position, Hash.BYTES);
    return Hash.copy(slice.bytes, slice.start);
  }

  boolean isHash(Hash hash, int position) {
    Slice slice = place.slice(position, Hash.BYTES);
    return hash.matches(slice.bytes, slice.start);
  }

  /// Reads the value that stands here, of a torrent that has been checked.
  <T> T read(int position, Reading<T> reading) {
    for (int bytes = Math.min(VALUE_BYTES, length - position); ; ) {
      Slice slice = place.slice(position, bytes);
      try {
        return reading.read(new BencodeReader(slice.bytes, slice.start, slice.end), slice.bytes);
      } catch (BencodeException | InvalidManifestException e) {
        boolean isCutOff = slice.length() < length - position;
        if (!isCutOff || e instanceof InvalidManifestException) {
          throw new IllegalStateException("a manifest's bytes were changed after it was parsed", e);
        }
        bytes = (int) Math.min((long) GROWTH * slice.length(), length - position);
      }
    }
  }

  /// Where the value that stands here has its bytes.
  Slice value(int position) {
    return read(
        position,
        (reader, bytes) -> {
          int start = reader.position();
          reader.skip();
          return new Slice(bytes, start, reader.position());
        });
  }

  /// Fills the buffer with what stands from this position on, as far as either goes.
  void read(int position, ByteBuffer into) {
    int at = position;
    while (into.hasRemaining() && at < length) {
      Slice slice = place.slice(at, 1);
      int portion = Math.min(into.remaining(), slice.length());
      into.put(slice.bytes, slice.start, portion);
      at += portion;
    }
  }

  void writeTo(WritableByteChannel channel) throws IOException {
    for (int at = 0; at < length; ) {
      Slice slice = place.slice(at, 1);
      ByteBuffer portion =
          ByteBuffer.wrap(slice.bytes, slice.start, Math.min(slice.length(), PORTION_BYTES));
      at += portion.remaining();
      while (portion.hasRemaining()) channel.write(portion);
    }
  }
}
