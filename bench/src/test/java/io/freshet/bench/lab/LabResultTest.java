package io.freshet.bench.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.bench.lab.LabCase.Disturbance;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

/// What is told of results.
class LabResultTest {
  private static final long MIB = 1 << 20;
  private static final LabCase WORK = new LabCase("tiny", 100, 2, 100, 0, Disturbance.NONE);

  /// 100 MiB at this rate take 10 s.
  private static final double MBIT = 83.88608;

  private static LabRun run(double last, Map<String, Double> notes) {
    return new LabRun(List.of(last, last - 1), 120 * MIB, 7.5, 64 * MIB, notes);
  }

  private static LabResult result(LabRun... runs) {
    return new LabResult(WORK, "freshet", MBIT, 0, List.of(runs));
  }

  @Test
  void theMedianOfTheLastReceiverCounts() {
    LabResult result = result(run(20, Map.of()), run(12.5, Map.of()), run(11, Map.of()));
    assertEquals(12.5, result.lastSeconds());
    assertEquals(0.8, result.ofIdeal(), 1e-9);
  }

  @Test
  void whatTheOriginWasAwayIsNotAskedFor() {
    assertEquals(0.96, result(run(12.5, Map.of("down_s", 2.0))).ofIdeal(), 1e-9);
  }

  @Test
  void oneObjectHasTheCaseTheMediansAndEachRun() {
    assertEquals(
        "{\"case\":\"tiny\",\"contender\":\"freshet\",\"bytes\":104857600,\"receivers\":2,"
            + "\"mbit\":100,\"slow\":0,\"iperf3_mbit\":83.886,\"ideal_s\":10.0,\"last_s\":12.5,"
            + "\"of_ideal\":0.8,\"origin_copies\":1.2,\"cpu_s\":7.5,\"memory_bytes\":67108864,"
            + "\"predicted_s\":10.25,\"runs\":[{\"first_s\":11.5,\"last_s\":12.5,"
            + "\"origin_copies\":1.2,\"cpu_s\":7.5,\"memory_bytes\":67108864,\"cold_s\":14.0}]}",
        new LabResult(WORK, "freshet", MBIT, 10.25, List.of(run(12.5, Map.of("cold_s", 14.0))))
            .json()
            .toString());
  }

  @Test
  void anEvenNumberOfRunsHasAMiddle() {
    assertEquals(2.5, Median.of(4, 1, 3, 2));
    assertEquals(3, Median.of(9, 3, 1));
    assertThrows(IllegalArgumentException.class, Median::of);
  }

  @Test
  void theChartIsXmlWithABarForEachResult() throws Exception {
    List<LabResult> results = new ArrayList<>();
    results.add(result(run(12.5, Map.of())));
    results.add(new LabResult(WORK, "a < b", MBIT, 0, List.of(run(5, Map.of()))));
    String svg = LabChart.svg(results);
    var document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)));
    assertEquals(1 + 2 * 2, document.getElementsByTagName("rect").getLength());
    assertTrue(svg.contains("width=\"400\""), "0.8 of 500");
    assertTrue(svg.contains("a &lt; b"), svg);
  }

  @Test
  void theSimulatorIsAskedTheSameQuestion() {
    LabCase small = LabCase.of("16x4@100");
    double seconds = Prediction.seconds(small, 95);
    double ideal = LabResult.idealSeconds(small, 95);
    assertTrue(seconds > ideal && seconds < 1.5 * ideal, seconds + " s of " + ideal);
    LabCase slow = new LabCase("slow", 16, 4, 100, 1, Disturbance.NONE);
    assertTrue(Prediction.seconds(slow, 95) < 3 * ideal, "nobody waits for the slow one");
  }
}
