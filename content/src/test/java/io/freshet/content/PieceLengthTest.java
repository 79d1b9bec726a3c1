package io.freshet.content;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The piece length that follows from a size.
final class PieceLengthTest {
  @ParameterizedTest
  @CsvSource({
    "0, 262144",
    "1, 262144",
    "536870912, 262144",
    "536870913, 524288",
    "1073741824, 524288",
    "1073741825, 1048576",
    "34359738368, 16777216",
    "140000000000, 16777216",
    "9223372036854775807, 16777216"
  })
  void isTheSmallestWithAtMost2048Pieces(long totalBytes, int expected) {
    assertEquals(expected, PieceLength.forTotal(totalBytes));
  }
}
