package io.freshet.content.scan;

/// A path that a scan left out of the manifest.
///
/// @param path relative to what was scanned, components joined by `/`
public record Skipped(String path, Reason reason) {

  public enum Reason {
    SOCKET("it is a socket"),
    DEVICE("it is a device"),
    PIPE("it is a named pipe"),
    UNREADABLE("it cannot be read"),
    RULES_UNREADABLE("its .freshetignore cannot be read, is over 1 MiB, or not UTF-8"),
    NOT_UTF8("its name, or the text of the link, is not UTF-8"),
    TOO_DEEP("it lies in more than 90 folders"),
    VANISHED("it vanished during the scan"),
    CHANGED("it changed while it was read");

    private final String words;

    Reason(String words) {
      this.words = words;
    }

    /// For a sentence: "skipped PATH: …".
    public String words() {
      return words;
    }
  }
}
