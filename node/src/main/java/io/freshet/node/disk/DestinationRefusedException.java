package io.freshet.node.disk;

import java.io.IOException;

/// A destination cannot be used; the message says why and what to do next.
public final class DestinationRefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  public DestinationRefusedException(String message) {
    super(message);
  }

  DestinationRefusedException(String message, IOException cause) {
    super(message, cause);
  }

  /// Never absent here.
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
