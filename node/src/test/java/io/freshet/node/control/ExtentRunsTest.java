package io.freshet.node.control;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExtentRunsTest {

  private static List<Integer> encode(int... extents) {
    List<Integer> numbers = new ArrayList<>();
    ExtentRuns.encode(extents, numbers::add);
    return numbers;
  }

  private static int[] decode(int capacity, int extentsMax, Integer... numbers)
      throws MalformedMessageException {
    return ExtentRuns.decode(numbers.length, i -> numbers[i], capacity, extentsMax);
  }

  @Test
  void theExampleOfTheDocument() throws MalformedMessageException {
    assertEquals(List.of(3, 3, 3, 1, -8, 1), encode(3, 4, 5, 9, 2));
    assertArrayEquals(new int[] {3, 4, 5, 9, 2}, decode(10, 5, 3, 3, 3, 1, -8, 1));
    assertEquals(List.of(), encode());
    assertEquals(List.of(0, 400), encode(range(400)));
  }

  private static int[] range(int count) {
    int[] range = new int[count];
    for (int i = 0; i < count; i++) {
      range[i] = i;
    }
    return range;
  }

  @ParameterizedTest(name = "seed={0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whatIsEncodedIsDecoded(long seed) throws MalformedMessageException {
    var random = new SplittableRandom(seed);
    for (int round = 0; round < 200; round++) {
      int capacity = 1 + random.nextInt(1 << random.nextInt(1, 21));
      int[] extents = new int[random.nextInt(100)];
      for (int i = 0; i < extents.length; i++) {
        boolean next = i > 0 && random.nextBoolean() && extents[i - 1] + 1 < capacity;
        extents[i] = next ? extents[i - 1] + 1 : random.nextInt(capacity);
      }
      Integer[] numbers = encode(extents).toArray(Integer[]::new);
      assertArrayEquals(extents, decode(capacity, extents.length, numbers));
    }
  }

  @Test
  void whatNoEncoderSaysIsRefused() {
    refused(10, 10, 3);
    refused(10, 10, -1, 1);
    refused(10, 10, 10, 1);
    refused(10, 10, 0, 11);
    refused(10, 10, 0, 0);
    refused(10, 10, 0, -1);
    refused(10, 10, 5, Integer.MAX_VALUE);
    refused(10, 10, Integer.MAX_VALUE, Integer.MAX_VALUE);
    refused(10, 10, Integer.MIN_VALUE, 1);
    refused(10, 4, 0, 5);
    refused(10, 4, 0, 3, -3, 3);
    refused(0, 10, 0, 1);
  }

  private static void refused(int capacity, int extentsMax, Integer... numbers) {
    assertThrows(MalformedMessageException.class, () -> decode(capacity, extentsMax, numbers));
  }
}
