package io.freshet.bench.lab;

import java.util.List;

/// How a device's sending is limited to a rate.
///
/// HTB with a burst of 256 KB: a bucket under 128 KiB makes the kernel cut what it sends into
/// packets of 1,500 bytes, and then the machine is measured instead of the tool. Each direction
/// queues up to 1 MB, as a switch would.
final class Shaping {
  private static final String BURST = "256k";
  private static final String QUEUE = "1mb";

  private Shaping() {}

  /// Words for `tc`, one command each.
  static List<List<String>> commands(String device, int mbit) {
    String rate = mbit + "mbit";
    return List.of(
        List.of("qdisc", "add", "dev", device, "root", "handle", "1:", "htb", "default", "1"),
        List.of(
            "class", "add", "dev", device, "parent", "1:", "classid", "1:1", "htb", "rate", rate,
            "burst", BURST, "cburst", BURST),
        List.of("qdisc", "add", "dev", device, "parent", "1:1", "bfifo", "limit", QUEUE));
  }
}
