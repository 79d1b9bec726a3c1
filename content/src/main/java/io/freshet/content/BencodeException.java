package io.freshet.content;

/// These bytes are not canonical bencoding; the message says what is wrong and at which byte.
public final class BencodeException extends Exception {
  private static final long serialVersionUID = 1L;

  public BencodeException(String why, int offset) {
    super(why + " at byte " + offset);
  }
}
