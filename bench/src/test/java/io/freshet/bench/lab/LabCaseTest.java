package io.freshet.bench.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which work there is, and how its links are shaped.
class LabCaseTest {

  @Test
  void aCaseIsFoundByItsNameOrMadeFromNumbers() {
    assertEquals(8, LabCase.of("even-8").receivers());
    LabCase made = LabCase.of("64x12@150");
    assertEquals(new LabCase("64x12@150", 64, 12, 150, 0, LabCase.Disturbance.NONE), made);
    assertEquals("64 MiB, 1 -> 12 at 150 Mbit/s", made.inWords());
  }

  @ParameterizedTest
  @ValueSource(strings = {"even", "", "64x12", "64x0@100", "64x201@100", "64x8@5", "99999999x1@1"})
  void anythingElseIsRefused(String name) {
    assertThrows(IllegalArgumentException.class, () -> LabCase.of(name));
  }

  @Test
  void theLastReceiversAreTheSlowOnes() {
    LabCase slow = LabCase.of("slow-two");
    assertEquals(6, slow.fast());
    assertEquals(200, slow.mbitOf(0));
    assertEquals(200, slow.mbitOf(6));
    assertEquals(20, slow.mbitOf(7));
    assertEquals(20, slow.mbitOf(8));
  }

  @Test
  void aDistantPairHasSomebodyBetween() {
    assertEquals(3, LabCase.of("distant-pair").hosts());
    assertEquals(2, LabCase.of("pair").hosts());
    assertEquals(200, LabCase.of("distant-pair").mbitOf(2));
  }

  @Test
  void whoCannotDoACaseIsNotAskedTo() {
    for (LabCase work : LabCase.standard()) {
      assertTrue(Contender.of("freshet").takes(work), work.name());
    }
    assertFalse(Contender.of("udpcast").takes(LabCase.of("slow-two")));
    assertFalse(Contender.of("nginx").takes(LabCase.of("kills")));
  }

  @Test
  void aLinkIsOneBucketThatHoldsAWholeSegment() {
    assertEquals(
        List.of(
            "qdisc add dev eth0 root handle 1: htb default 1",
            "class add dev eth0 parent 1: classid 1:1 htb rate 200mbit burst 256k cburst 256k",
            "qdisc add dev eth0 parent 1:1 bfifo limit 1mb"),
        Shaping.commands("eth0", 200).stream().map(words -> String.join(" ", words)).toList());
  }
}
