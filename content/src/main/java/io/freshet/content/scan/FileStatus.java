package io.freshet.content.scan;

import io.freshet.content.Fingerprint;

/// What [SystemCalls#status(int, String)] answers: how something looks, or why that is not known.
///
/// @param error 0, or the system's number for what failed; then all else is 0
/// @param mode what it is, and its permission bits
public record FileStatus(
    int error, int mode, Fingerprint print, long device, long bornNanos, int uid, int gid) {
  private static final Fingerprint NOTHING = new Fingerprint(0, 0, 0, 0);
  private static final int TYPE = 0170000;
  private static final int FILE = 0100000;
  private static final int FOLDER = 0040000;
  private static final int PERMISSIONS = 07777;

  static FileStatus failed(int error) {
    return new FileStatus(error, 0, NOTHING, 0, 0, 0, 0);
  }

  public boolean isKnown() {
    return error == 0;
  }

  public boolean isMissing() {
    return error == SystemCalls.NO_ENTRY;
  }

  public boolean isFile() {
    return (mode & TYPE) == FILE;
  }

  public boolean isFolder() {
    return (mode & TYPE) == FOLDER;
  }

  public int permissions() {
    return mode & PERMISSIONS;
  }
}
