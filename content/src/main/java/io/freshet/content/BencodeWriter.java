package io.freshet.content;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes canonical bencoding; that keys come sorted is checked, not arranged.
public final class BencodeWriter {
  private static final int NO_KEY = -1;
  private static final int IN_LIST = -2;

  private static final int FIRST_BYTES = 1024;

  private final boolean isCounting;
  private byte[] bytes;
  private int size;
  private int depth;
  private final int[] keyStart = new int[BencodeReader.DEPTH_MAX];
  private final int[] keyLength = new int[BencodeReader.DEPTH_MAX];

  public BencodeWriter() {
    this(FIRST_BYTES, false);
  }

  private BencodeWriter(int room, boolean isCounting) {
    this.bytes = new byte[room];
    this.isCounting = isCounting;
  }

  /// Keeps nothing of what is written but its length; so it doesn't check that keys are sorted.
  static BencodeWriter counting() {
    return new BencodeWriter(0, true);
  }

  /// Has room for so much at once.
  static BencodeWriter ofLength(int length) {
    return new BencodeWriter(Math.max(length, FIRST_BYTES), false);
  }

  public BencodeWriter dictionary() {
    return open('d', NO_KEY);
  }

  public BencodeWriter list() {
    return open('l', IN_LIST);
  }

  /// Ends the list or dictionary that was begun last.
  public BencodeWriter end() {
    if (depth == 0) throw new IllegalStateException("nothing is open");
    depth--;
    return put('e');
  }

  public BencodeWriter key(String key) {
    return key(key.getBytes(StandardCharsets.UTF_8));
  }

  public BencodeWriter key(byte[] key) {
    if (depth == 0 || keyStart[depth - 1] == IN_LIST) {
      throw new IllegalStateException("no dictionary is open");
    }
    string(key);
    if (isCounting) return this;
    int previous = keyStart[depth - 1];
    int start = size - key.length;
    if (previous != NO_KEY
        && Arrays.compareUnsigned(
                bytes, previous, previous + keyLength[depth - 1], bytes, start, size)
            >= 0) {
      throw new IllegalArgumentException(
          "key not sorted: " + new String(key, StandardCharsets.UTF_8));
    }
    keyStart[depth - 1] = start;
    keyLength[depth - 1] = key.length;
    return this;
  }

  public BencodeWriter string(String value) {
    return string(value.getBytes(StandardCharsets.UTF_8));
  }

  public BencodeWriter string(byte[] value) {
    put(Integer.toString(value.length)).put(':');
    return put(value);
  }

  public BencodeWriter integer(long value) {
    return put('i').put(Long.toString(value)).put('e');
  }

  /// A value that is bencoded already.
  public BencodeWriter encoded(byte[] value) {
    return put(value);
  }

  /// What was written: to be asked for once, when all is.
  public byte[] bytes() {
    if (depth > 0) throw new IllegalStateException(depth + " values are open");
    return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
  }

  /// How many bytes were written.
  int length() {
    return size;
  }

  private BencodeWriter open(char first, int state) {
    if (depth == BencodeReader.DEPTH_MAX) {
      throw new IllegalStateException("more than " + BencodeReader.DEPTH_MAX + " open values");
    }
    keyStart[depth++] = state;
    return put(first);
  }

  private BencodeWriter put(char c) {
    ensure(1);
    if (!isCounting) bytes[size] = (byte) c;
    size++;
    return this;
  }

  private BencodeWriter put(String ascii) {
    return put(ascii.getBytes(StandardCharsets.US_ASCII));
  }

  private BencodeWriter put(byte[] more) {
    ensure(more.length);
    if (!isCounting) System.arraycopy(more, 0, bytes, size, more.length);
    size += more.length;
    return this;
  }

  private void ensure(int more) {
    int needed = Math.addExact(size, more);
    if (needed > bytes.length && !isCounting) {
      int half = Math.min(bytes.length / 2, Integer.MAX_VALUE - 8 - bytes.length);
      bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length + half));
    }
  }
}
