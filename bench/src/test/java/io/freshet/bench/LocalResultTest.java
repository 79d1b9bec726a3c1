package io.freshet.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.freshet.bench.LocalResult.Requests;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What `freshet bench` says.
class LocalResultTest {
  private static LocalResult result(double seconds) {
    return new LocalResult("freshet", 100, 4, seconds, 0.5, 2.5, new Requests(10, 20, 30, 8));
  }

  @Test
  void theRunInTheMiddleIsTold() {
    assertEquals(2, LocalResult.median(List.of(result(3), result(1), result(2))).seconds());
  }

  @Test
  void oneObjectHasTimesAndCpuByRole() {
    assertEquals(
        "{\"contender\":\"freshet\",\"bytes\":100,\"receivers\":4,\"seconds\":2.0,\"rate\":200,"
            + "\"origin_cpu_s\":0.5,\"receivers_cpu_s\":2.5,\"p50_ms\":10,\"p95_ms\":20,"
            + "\"p99_ms\":30,\"in_flight_max\":8}",
        result(2).json().toString());
  }

  @Test
  void whatRequestsTookIsInTheTrace() throws Exception {
    String trace =
        """
        {"s":1.0,"moment":"joined","info_hash":"ab"}
        {"s":2.0,"moment":"arrived","gaps":0,"requests":9,"p50_ms":7,"p95_ms":12,"p99_ms":90,"in_flight_max":16}
        """;
    assertEquals(new Requests(7, 12, 90, 16), LocalBench.requests(trace));
    assertThrows(IOException.class, () -> LocalBench.requests("{}"));
  }

  @Test
  void theSlowestReceiverCounts() {
    assertEquals(
        new Requests(10, 50, 60, 9), new Requests(10, 20, 60, 8).or(new Requests(5, 50, 6, 9)));
  }
}
