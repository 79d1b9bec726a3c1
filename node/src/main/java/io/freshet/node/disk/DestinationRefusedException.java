package io.freshet.node.disk;

import java.io.IOException;

/// A destination cannot be used; the message says why and what to do next.
public final class DestinationRefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean full;

  public DestinationRefusedException(String message) {
    super(message);
    full = false;
  }

  DestinationRefusedException(String message, IOException cause) {
    super(message, cause);
    full = false;
  }

  private DestinationRefusedException(DiskFailure.Full failure) {
    super(failure.sentence());
    full = true;
  }

  static DestinationRefusedException full(String sentence) {
    return new DestinationRefusedException(new DiskFailure.Full(sentence));
  }

  static DestinationRefusedException of(DiskFailure failure, IOException cause) {
    return switch (failure) {
      case DiskFailure.Full full -> new DestinationRefusedException(full);
      case DiskFailure.Broken(String sentence) -> new DestinationRefusedException(sentence, cause);
    };
  }

  /// Would there be nothing against it if there were room?
  public boolean isFull() {
    return full;
  }

  /// Never absent here.
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
