package io.freshet.content;

/// These bytes are not a manifest that Freshet takes; the message names the path or key and says
/// why.
public final class InvalidManifestException extends Exception {
  private static final long serialVersionUID = 1L;

  public InvalidManifestException(String message) {
    super(message);
  }

  public InvalidManifestException(String message, Throwable cause) {
    super(message, cause);
  }
}
