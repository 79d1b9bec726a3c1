package io.freshet.bench.lab;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What `iperf3 -J` says of a transfer.
///
/// @param receivedMbit what the receiver's program read, in Mbit/s
record IperfReport(double receivedMbit) {
  private static final Pattern RECEIVED =
      Pattern.compile(
          "\"sum_received\"\\s*:\\s*\\{[^}]*\"bits_per_second\"\\s*:\\s*([0-9][0-9.eE+]*)",
          Pattern.DOTALL);
  private static final Pattern ERROR = Pattern.compile("\"error\"\\s*:\\s*\"([^\"]*)\"");

  static IperfReport parse(String json) throws IOException {
    Matcher error = ERROR.matcher(json);
    if (error.find()) {
      throw new IOException("iperf3: " + error.group(1));
    }
    Matcher received = RECEIVED.matcher(json);
    if (!received.find()) {
      throw new IOException("iperf3 says nothing of what was received: " + json);
    }
    return new IperfReport(Double.parseDouble(received.group(1)) / 1e6);
  }
}
