package io.freshet.bench.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/// What `iperf3 -J` prints (3.12), shortened.
class IperfReportTest {

  @Test
  void whatTheReceiverReadCounts() throws Exception {
    String json =
        """
        {"end":{
          "sum_sent":{"seconds":4.0,"bytes":97451136,"bits_per_second":194902272.5,"retransmits":3},
          "sum_received": {
            "start": 0, "seconds": 4.004, "bytes": 95420416,
            "bits_per_second": 1.9064e+08, "sender": true
          }}}
        """;
    assertEquals(190.64, IperfReport.parse(json).receivedMbit(), 1e-9);
  }

  @Test
  void anErrorIsToldAsItIs() {
    String json = "{\"start\":{},\"error\":\"unable to connect to server: Connection refused\"}";
    var failed = assertThrows(IOException.class, () -> IperfReport.parse(json));
    assertEquals("iperf3: unable to connect to server: Connection refused", failed.getMessage());
  }

  @Test
  void somethingElseIsRefused() {
    var failed = assertThrows(IOException.class, () -> IperfReport.parse("hello"));
    assertTrue(String.valueOf(failed.getMessage()).endsWith("hello"));
  }
}
