package io.freshet.content;

/// These bytes are not a manifest that Freshet takes; the message names the path or key and says
/// why.
public final class InvalidManifestException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String why;

  public InvalidManifestException(String why) {
    super(why);
    this.why = why;
  }

  public InvalidManifestException(String why, Throwable cause) {
    super(why, cause);
    this.why = why;
  }

  /// The message.
  public String why() {
    return why;
  }
}
