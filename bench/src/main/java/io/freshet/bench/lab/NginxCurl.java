package io.freshet.bench.lab;

import io.freshet.bench.NginxConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Debian's nginx, and a `curl` on each receiver: nothing is checked, and the origin sends all of
/// it.
record NginxCurl() implements Contender {
  private static final int PORT = 8080;
  private static final int WORKERS = 2;

  @Override
  public String name() {
    return "nginx";
  }

  @Override
  public boolean takes(LabCase work) {
    return work.disturbance() != LabCase.Disturbance.KILLS;
  }

  @Override
  public List<Long> distribute(Stage stage) throws IOException, InterruptedException {
    Path home = stage.home(0);
    var served = new NginxConfig(home, Integer.toString(PORT), stage.from(), WORKERS);
    Path config = Files.writeString(home.resolve("nginx.conf"), served.text());
    stage.start(0, "nginx", "-p", home, "-c", config, "-e", "stderr");
    if (stage.door() != 0) {
      DelayProxy.start(stage, PORT);
    }
    Ports.await(stage, stage.door(), PORT);
    stage.begin();
    List<Teller> all = new ArrayList<>();
    String url = "http://" + Hosts.address(stage.door()) + ":" + PORT + "/";
    for (int host = 1; host <= stage.work().receivers(); host++) {
      all.add(
          stage.start(
              host,
              "curl",
              "-sS",
              "-f",
              "-o",
              stage.target(host),
              url + stage.file().getFileName()));
    }
    List<Long> ends = new ArrayList<>();
    for (int host : stage.judged()) {
      ends.add(all.get(host - 1).end());
    }
    return ends;
  }
}
