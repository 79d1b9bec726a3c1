package io.freshet.content;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads canonical bencoding (BEP 3, BEP 52) from an array, value by value, without making objects
/// of it.
///
/// Strict: dictionary keys are sorted by their raw bytes and unique, integers have no leading zero
/// and no `-0`, a length is checked against the bytes that are there before anything is done with
/// it. So equal values have equal bytes, and the info hash of what was read is that of what was
/// written. The reader holds one position, and one earlier key for each open dictionary.
public final class BencodeReader {
  /// Values inside values. libtorrent stops at 100, too; a path of 90 folders fits.
  public static final int DEPTH_MAX = 100;

  public enum Type {
    INTEGER,
    STRING,
    LIST,
    DICTIONARY,
    /// The end of the list or dictionary that is being read.
    END
  }

  private static final int NO_KEY = -1;
  private static final int IN_LIST = -2;

  private final byte[] bytes;
  private final int end;
  private int position;
  private int depth;
  // For each open list IN_LIST, for each open dictionary its latest key, or NO_KEY.
  private int[] keyStart = new int[8];
  private int[] keyLength = new int[8];
  private int stringStart;
  private int stringLength;

  public BencodeReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  /// Reads the bytes from `start` up to `end`.
  public BencodeReader(byte[] bytes, int start, int end) {
    if (start < 0 || start > end || end > bytes.length) {
      throw new IndexOutOfBoundsException(start + " to " + end + " of " + bytes.length);
    }
    this.bytes = bytes;
    this.position = start;
    this.end = end;
  }

  /// The index of the next byte.
  public int position() {
    return position;
  }

  /// How many lists and dictionaries are open.
  public int depth() {
    return depth;
  }

  /// What comes next.
  public Type type() throws BencodeException {
    byte first = at(position);
    if (first >= '0' && first <= '9') return Type.STRING;
    return switch (first) {
      case 'i' -> Type.INTEGER;
      case 'l' -> Type.LIST;
      case 'd' -> Type.DICTIONARY;
      case 'e' -> Type.END;
      default -> throw new BencodeException("no value begins with byte " + first, position);
    };
  }

  public void enterDictionary() throws BencodeException {
    enter('d', NO_KEY, "a dictionary");
  }

  public void enterList() throws BencodeException {
    enter('l', IN_LIST, "a list");
  }

  /// Is there more in the list or dictionary that is being read? Leaves it when there is not.
  public boolean hasNext() throws BencodeException {
    if (depth == 0) throw new IllegalStateException("no list or dictionary is open");
    if (at(position) != 'e') return true;
    position++;
    depth--;
    return false;
  }

  /// Reads a dictionary's next key, which [#stringStart] and [#stringLength] then tell.
  public void key() throws BencodeException {
    if (depth == 0 || keyStart[depth - 1] == IN_LIST) {
      throw new IllegalStateException("no dictionary is open");
    }
    int before = position;
    if (at(position) == 'e') throw new IllegalStateException("the dictionary has no more keys");
    string();
    int previous = keyStart[depth - 1];
    if (previous != NO_KEY) {
      int order =
          Arrays.compareUnsigned(
              bytes,
              previous,
              previous + keyLength[depth - 1],
              bytes,
              stringStart,
              stringStart + stringLength);
      if (order == 0) {
        throw new BencodeException("the key \"" + text() + "\" stands twice", before);
      }
      if (order > 0) throw new BencodeException("the key \"" + text() + "\" is not sorted", before);
    }
    keyStart[depth - 1] = stringStart;
    keyLength[depth - 1] = stringLength;
  }

  /// Is the string or key that was read last this ASCII text?
  public boolean is(String ascii) {
    if (ascii.length() != stringLength) return false;
    for (int i = 0; i < stringLength; i++) {
      if (bytes[stringStart + i] != ascii.charAt(i)) return false;
    }
    return true;
  }

  /// Reads a string, which [#stringStart] and [#stringLength] then tell.
  public void string() throws BencodeException {
    int start = position;
    long length = 0;
    int at = position;
    for (; isDigit(at(at)); at++) {
      length = length * 10 + (bytes[at] - '0');
      if (length > end) throw new BencodeException("a string longer than all bytes", start);
    }
    if (at == start) throw new BencodeException("expected a string", start);
    if (bytes[start] == '0' && at > start + 1) {
      throw new BencodeException("a length with a leading zero", start);
    }
    if (at(at) != ':') throw new BencodeException("a string's length must end in ':'", at);
    if (length > end - at - 1) {
      throw new BencodeException("a string of " + length + " bytes is cut off", start);
    }
    stringStart = at + 1;
    stringLength = (int) length;
    position = stringStart + stringLength;
  }

  public int stringStart() {
    return stringStart;
  }

  public int stringLength() {
    return stringLength;
  }

  /// Reads an integer of up to 64 bits.
  public long integer() throws BencodeException {
    int start = position;
    if (at(position) != 'i') throw new BencodeException("expected an integer", start);
    int at = start + 1;
    boolean negative = at(at) == '-';
    if (negative) at++;
    int firstDigit = at;
    long value = 0; // negative, for the smallest number has no positive counterpart
    for (; isDigit(at(at)); at++) {
      int digit = bytes[at] - '0';
      if (value < (Long.MIN_VALUE + digit) / 10) {
        throw new BencodeException("an integer of more than 64 bits", start);
      }
      value = value * 10 - digit;
    }
    int digits = at - firstDigit;
    if (digits == 0) throw new BencodeException("an integer without digits", start);
    if (bytes[firstDigit] == '0' && (digits > 1 || negative)) {
      throw new BencodeException("an integer with a leading zero", start);
    }
    if (at(at) != 'e') throw new BencodeException("an integer must end in 'e'", at);
    if (!negative && value == Long.MIN_VALUE) {
      throw new BencodeException("an integer of more than 64 bits", start);
    }
    position = at + 1;
    return negative ? value : -value;
  }

  /// Passes over the next value, checking it.
  public void skip() throws BencodeException {
    int floor = depth;
    do {
      if (depth > floor) {
        if (!hasNext()) continue;
        if (keyStart[depth - 1] != IN_LIST) key();
      }
      switch (type()) {
        case INTEGER -> {
          var _ = integer();
        }
        case STRING -> string();
        case LIST -> enterList();
        case DICTIONARY -> enterDictionary();
        case END -> throw new BencodeException("expected a value", position);
      }
    } while (depth > floor);
  }

  /// Checks that nothing follows.
  public void finish() throws BencodeException {
    if (depth > 0) throw new IllegalStateException(depth + " values are open");
    if (position < end) {
      throw new BencodeException(end - position + " bytes follow the end", position);
    }
  }

  private void enter(char first, int state, String what) throws BencodeException {
    if (at(position) != first) throw new BencodeException("expected " + what, position);
    if (depth == DEPTH_MAX) {
      throw new BencodeException("more than " + DEPTH_MAX + " values inside values", position);
    }
    if (depth == keyStart.length) {
      keyStart = Arrays.copyOf(keyStart, 2 * depth);
      keyLength = Arrays.copyOf(keyLength, 2 * depth);
    }
    keyStart[depth++] = state;
    position++;
  }

  private byte at(int index) throws BencodeException {
    if (index >= end) throw new BencodeException("the end is missing", index);
    return bytes[index];
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private String text() {
    int shown = Math.min(stringLength, 100);
    return Printable.of(new String(bytes, stringStart, shown, StandardCharsets.UTF_8));
  }
}
