package io.freshet.app.arguments;

/// What was asked cannot be meant; the message is one line that says what is wrong and what to
/// write.
public final class UsageException extends Exception {
  private static final long serialVersionUID = 1L;

  public UsageException(String message) {
    super(message);
  }

  public UsageException(String message, Throwable cause) {
    super(message, cause);
  }
}
