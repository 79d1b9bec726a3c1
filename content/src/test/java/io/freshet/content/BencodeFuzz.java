package io.freshet.content;

import java.util.Arrays;

/// Any bytes are refused, or are one canonical value: written again, it is the same bytes.
final class BencodeFuzz {
  private BencodeFuzz() {}

  public static void fuzzerTestOneInput(byte[] bytes) {
    var reader = new BencodeReader(bytes);
    try {
      reader.skip();
      reader.finish();
    } catch (BencodeException e) {
      return;
    }
    var writer = new BencodeWriter();
    try {
      copy(new BencodeReader(bytes), bytes, writer);
    } catch (BencodeException e) {
      throw new IllegalStateException("read once and not twice", e);
    }
    if (!Arrays.equals(bytes, writer.bytes())) {
      throw new IllegalStateException("two ways to write one value");
    }
  }

  private static void copy(BencodeReader from, byte[] bytes, BencodeWriter to)
      throws BencodeException {
    switch (from.type()) {
      case INTEGER -> to.integer(from.integer());
      case STRING -> {
        from.string();
        to.string(last(from, bytes));
      }
      case LIST -> {
        to.list();
        from.enterList();
        while (from.hasNext()) copy(from, bytes, to);
        to.end();
      }
      case DICTIONARY -> {
        to.dictionary();
        from.enterDictionary();
        while (from.hasNext()) {
          from.key();
          to.key(last(from, bytes));
          copy(from, bytes, to);
        }
        to.end();
      }
      case END -> throw new IllegalStateException("an end where a value was");
    }
  }

  private static byte[] last(BencodeReader reader, byte[] bytes) {
    int start = reader.stringStart();
    return Arrays.copyOfRange(bytes, start, start + reader.stringLength());
  }
}
