package io.freshet.app.values;

import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Pattern;

/// How many bytes may pass in a second: `20MB/s`, `512K/s`, `100Mbit/s`, or `unlimited`.
public record Rate(long bytesPerSecond) {
  public static final Rate UNLIMITED = new Rate(Long.MAX_VALUE);

  private static final Pattern BITS =
      Pattern.compile("([0-9]{1,15}(?:[.][0-9]{1,9})?) ?([kMG]?)bit/s");

  /// Whole numbers of these are written so, of the first that fits.
  private static final List<Unit> UNITS =
      List.of(
          new Unit("GB", 1_000_000_000),
          new Unit("MB", 1_000_000),
          new Unit("GiB", 1 << 30),
          new Unit("MiB", 1 << 20),
          new Unit("kB", 1_000),
          new Unit("KiB", 1 << 10));

  private record Unit(String name, long bytes) {}

  private static final String PER_SECOND = "/s";

  public Rate {
    if (bytesPerSecond < 1) throw new IllegalArgumentException("rate " + bytesPerSecond);
  }

  /// Bits are counted in powers of 1000, bytes as in [Size].
  public static Rate parse(String text) {
    if (text.equals("unlimited")) return UNLIMITED;
    if (!text.endsWith(PER_SECOND)) throw notARate(text);
    long bytes = text.endsWith("bit/s") ? parseBits(text) : parseBytes(text);
    if (bytes < 1)
      throw new IllegalArgumentException(
          "`" + text + "` lets nothing pass: write at least 1/s, or unlimited");
    return new Rate(bytes);
  }

  private static long parseBits(String text) {
    var form = BITS.matcher(text);
    if (!form.matches()) throw notARate(text);
    int thousands = " kMG".indexOf(form.group(2));
    var bits = new BigDecimal(form.group(1)).movePointRight(3 * Math.max(0, thousands));
    try {
      return bits.toBigInteger().longValueExact() / Byte.SIZE;
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "`" + text + "` is past any link: write a smaller one, or unlimited", e);
    }
  }

  private static long parseBytes(String text) {
    try {
      return Size.parse(text.substring(0, text.length() - PER_SECOND.length())).bytes();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(notARate(text).getMessage(), e);
    }
  }

  public boolean isLimited() {
    return bytesPerSecond != Long.MAX_VALUE;
  }

  private static IllegalArgumentException notARate(String text) {
    return new IllegalArgumentException(
        "`" + text + "` is not a rate: write 20MB/s, 512K/s, 100Mbit/s or unlimited");
  }

  /// As it can be read back.
  @Override
  public String toString() {
    if (!isLimited()) return "unlimited";
    for (Unit unit : UNITS) {
      if (bytesPerSecond % unit.bytes == 0)
        return bytesPerSecond / unit.bytes + unit.name + PER_SECOND;
    }
    return bytesPerSecond + PER_SECOND;
  }
}
