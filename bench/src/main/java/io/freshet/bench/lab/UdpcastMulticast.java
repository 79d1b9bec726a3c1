package io.freshet.bench.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// `udpcast`: the origin sends each packet once, to all: nearly the ideal, where a network has
/// multicast at all. It paces itself, for a switch's queue drops what comes too fast.
record UdpcastMulticast() implements Contender {

  /// Of the link: more is dropped and sent again.
  private static final double PACE = 0.93;

  @Override
  public String name() {
    return "udpcast";
  }

  @Override
  public boolean takes(LabCase work) {
    return work.disturbance() == LabCase.Disturbance.NONE && work.slow() == 0;
  }

  @Override
  public List<Long> distribute(Stage stage) throws IOException, InterruptedException {
    List<Teller> receivers = new ArrayList<>();
    int count = stage.work().receivers();
    for (int host = 1; host <= count; host++) {
      receivers.add(
          stage.start(
              host, "udp-receiver", "--nokbd", "--interface", "eth0", "-f", stage.target(host)));
    }
    for (Teller receiver : receivers) {
      receiver.await("receiver");
    }
    stage.begin();
    stage.start(
        0,
        "udp-sender",
        "--nokbd",
        "--interface",
        "eth0",
        "--min-receivers",
        count,
        "--max-bitrate",
        Math.round(stage.work().mbit() * PACE) + "m",
        "-f",
        stage.file());
    List<Long> ends = new ArrayList<>();
    for (int host : stage.judged()) {
      ends.add(receivers.get(host - 1).end());
    }
    return ends;
  }
}
