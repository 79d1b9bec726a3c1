package io.freshet.node.catalog;

/// The catalog cannot be used; the message is one line for people that names the file and says what
/// to do.
public final class CatalogException extends Exception {
  private static final long serialVersionUID = 1L;

  public CatalogException(String message) {
    super(message);
  }

  public CatalogException(String message, Throwable cause) {
    super(message, cause);
  }
}
