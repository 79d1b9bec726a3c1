package io.freshet.bench.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Debian's nginx, and a `curl` on each receiver: nothing is checked, and the origin sends all of
/// it.
record NginxCurl() implements Contender {
  private static final int PORT = 8080;

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
    Path config = Files.writeString(home.resolve("nginx.conf"), config(home, stage.from()));
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

  private static String config(Path home, Path folder) {
    return """
    daemon off;
    worker_processes 2;
    user root;
    pid %1$s/nginx.pid;
    error_log %1$s/error.log;
    events { worker_connections 512; }
    http {
      access_log off;
      sendfile on;
      tcp_nopush on;
      client_body_temp_path %1$s;
      proxy_temp_path %1$s;
      fastcgi_temp_path %1$s;
      uwsgi_temp_path %1$s;
      scgi_temp_path %1$s;
      server { listen %2$d; root %3$s; }
    }
    """
        .formatted(home, PORT, folder);
  }
}
