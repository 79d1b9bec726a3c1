package io.freshet.app.values;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Pattern;

/// A number of bytes as people write it: `1500`, `64K`, `1.5GiB`, `20MB`.
public record Size(long bytes) {
  private static final Pattern FORM =
      Pattern.compile("([0-9]{1,18}(?:[.][0-9]{1,9})?) ?([kKmMgGtTpP]?)(i?[bB])?");

  public Size {
    if (bytes < 0) throw new IllegalArgumentException("size " + bytes);
  }

  /// `K`, `KiB` and their kin are powers of 1024; `kB` and its kin, with the B, powers of 1000.
  public static Size parse(String text) {
    var form = FORM.matcher(text);
    if (!form.matches()) throw notASize(text);
    String letter = form.group(2).toUpperCase(Locale.ROOT);
    String unit = form.group(3) == null ? "" : form.group(3);
    if (letter.isEmpty() && unit.length() > 1) throw notASize(text);
    long base = unit.equalsIgnoreCase("b") ? 1000 : 1024;
    var bytes = new BigDecimal(form.group(1)).multiply(power(base, " KMGTP".indexOf(letter)));
    try {
      return new Size(
          letter.isEmpty() ? bytes.longValueExact() : bytes.toBigInteger().longValueExact());
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("`" + text + "` is not a number of bytes that exists", e);
    }
  }

  private static BigDecimal power(long base, int exponent) {
    return BigDecimal.valueOf(base).pow(Math.max(0, exponent));
  }

  private static IllegalArgumentException notASize(String text) {
    return new IllegalArgumentException(
        "`"
            + text
            + "` is not a size: write bytes, or 64K, 1.5G (powers of 1024), or 20MB (of 1000)");
  }

  @Override
  public String toString() {
    return bytes + " bytes";
  }
}
