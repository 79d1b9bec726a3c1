package io.freshet.bench.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// An rsync daemon and a client on each receiver, whole files.
record RsyncDaemon() implements Contender {
  private static final int PORT = 8730;

  @Override
  public String name() {
    return "rsync";
  }

  @Override
  public boolean takes(LabCase work) {
    return work.disturbance() == LabCase.Disturbance.NONE;
  }

  @Override
  public List<Long> distribute(Stage stage) throws IOException, InterruptedException {
    Path home = stage.home(0);
    Path config =
        Files.writeString(
            home.resolve("rsyncd.conf"),
            """
            use chroot = no
            max connections = 300
            lock file = %1$s/rsyncd.lock
            [lab]
            path = %2$s
            read only = yes
            uid = root
            """
                .formatted(home, stage.from()));
    stage.start(0, "rsync", "--daemon", "--no-detach", "--config=" + config, "--port=" + PORT);
    Ports.await(stage, 0, PORT);
    stage.begin();
    List<Teller> all = new ArrayList<>();
    String from = "rsync://" + Hosts.address(0) + ":" + PORT + "/lab/" + stage.file().getFileName();
    for (int host = 1; host <= stage.work().receivers(); host++) {
      all.add(stage.start(host, "rsync", "-W", from, stage.target(host)));
    }
    List<Long> ends = new ArrayList<>();
    for (int host : stage.judged()) {
      ends.add(all.get(host - 1).end());
    }
    return ends;
  }
}
