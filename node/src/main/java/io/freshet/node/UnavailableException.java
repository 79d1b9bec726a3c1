package io.freshet.node;

/// A release, tracker or peer cannot be used; the message is one line for people: what, and what
/// next.
public final class UnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  public UnavailableException(String line) {
    super(line);
  }

  /// Never absent here.
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
