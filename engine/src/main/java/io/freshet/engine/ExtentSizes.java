package io.freshet.engine;

/// How many extents a release has and how many bytes each of them carries.
public final class ExtentSizes {

  /// One extent is at most one piece of 16 MiB, or a run of smaller ones up to 256 KiB.
  public static final int BYTES_MAX = 16 << 20;

  private final int[] bytes;
  private final long total;

  private ExtentSizes(int[] bytes) {
    this.bytes = bytes;
    long sum = 0;
    for (int size : bytes) {
      if (size < 1 || size > BYTES_MAX) {
        throw new IllegalArgumentException("extent of " + size + " bytes");
      }
      sum += size;
    }
    this.total = sum;
  }

  public static ExtentSizes of(int[] bytes) {
    return new ExtentSizes(bytes.clone());
  }

  /// `count` extents of the same size.
  public static ExtentSizes even(int count, int bytesEach) {
    int[] bytes = new int[count];
    java.util.Arrays.fill(bytes, bytesEach);
    return new ExtentSizes(bytes);
  }

  public int count() {
    return bytes.length;
  }

  public int bytes(int extent) {
    return bytes[extent];
  }

  public long total() {
    return total;
  }

  /// The mean size, at least 1: what windows counted in extents are computed from.
  public int mean() {
    return bytes.length == 0 ? 1 : (int) Math.max(1, total / bytes.length);
  }

  @Override
  public String toString() {
    return bytes.length + " extents, " + total + " bytes";
  }
}
