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
    /// Gone is gone: it is as if the scan had begun later. What comes back is a change like others.
    VANISHED("it vanished during the scan"),
    CHANGED("it changed while it was read"),
    /// Never a first look's verdict, see [Repetition#quiet()].
    STILL_WRITTEN("it is still being written");

    private final String words;

    Reason(String words) {
      this.words = words;
    }

    /// Is there something of which nobody knows what it is? Sockets and their like are known, and
    /// are no content; what has no name that can be said cannot be listed.
    public boolean unsettles() {
      return switch (this) {
        case UNREADABLE, RULES_UNREADABLE, CHANGED, STILL_WRITTEN -> true;
        case SOCKET, DEVICE, PIPE, NOT_UTF8, TOO_DEEP, VANISHED -> false;
      };
    }

    /// For a sentence: "skipped PATH: …".
    public String words() {
      return words;
    }
  }
}
