package io.freshet.bench.lab;

import io.freshet.bench.Content;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Freshet as it is used: a tracker, mirrors that hold a first release, and a second one that
/// shares nothing with it. The clock starts when `publish` says that the nodes are told of it.
record FreshetChannel() implements Contender {
  private static final int TRACKER_PORT = 7070;

  /// Of the ideal time: by then everybody has something, and much is to come.
  private static final double MIDWAY = 0.4;

  @Override
  public String name() {
    return "freshet";
  }

  @Override
  public boolean takes(LabCase work) {
    return true;
  }

  @Override
  public List<Long> distribute(Stage stage) throws IOException, InterruptedException {
    int receivers = stage.work().receivers();
    stage.freshet(0, "tracker", "--data", stage.home(0).resolve("tracker")).await("7070");
    if (stage.door() != 0) {
      DelayProxy.start(stage, TRACKER_PORT);
    }
    Path first = Files.createDirectories(stage.home(0).resolve("first"));
    Path before = first.resolve(stage.file().getFileName());
    Content.random(before, stage.work().mebibytes(), 1);
    Teller origin = publish(stage, before, 1);
    long coldNanos = origin.await(published(1));
    List<Teller> mirrors = new ArrayList<>();
    for (int host = 1; host <= receivers; host++) {
      String channel = Hosts.address(stage.door()) + "/lab";
      Path to = stage.into(host);
      mirrors.add(
          stage.freshet(
              host,
              "mirror",
              channel,
              to + "/",
              "--json",
              "--trace",
              stage.home(host).resolve("trace")));
    }
    long cold = 0;
    for (int host : stage.judged()) {
      cold = Math.max(cold, mirrors.get(host - 1).await(complete(1)));
    }
    stage.note("cold_s", (cold - coldNanos) / 1e9);
    stage.begin();
    long askedNanos = System.nanoTime();
    origin = publish(stage, stage.file(), 2);
    stage.beganAt(origin.await(published(2)));
    stage.note("reading_s", (stage.begunNanos() - askedNanos) / 1e9);
    switch (stage.work().disturbance()) {
      case NONE, DISTANCE -> {}
      case KILLS -> disturb(stage, origin, mirrors.getLast());
      case CABLE -> {
        long back = pull(stage, receivers);
        stage.note("back_s", (mirrors.getLast().await(complete(2)) - back) / 1e9);
      }
      case ORIGIN_CABLE -> {
        pull(stage, 0);
        stage.note("down_s", LabCase.CABLE_OUT_SECONDS);
      }
    }
    List<Long> ends = new ArrayList<>();
    for (int host : stage.judged()) {
      ends.add(mirrors.get(host - 1).await(complete(2)));
    }
    return ends;
  }

  /// A host's cable is out for a while.
  ///
  /// @return when it was put back
  private static long pull(Stage stage, int host) throws IOException, InterruptedException {
    TimeUnit.MILLISECONDS.sleep(Math.round(stage.idealSeconds() * MIDWAY * 1e3));
    stage.hosts().unplug(host);
    TimeUnit.SECONDS.sleep(LabCase.CABLE_OUT_SECONDS);
    stage.hosts().plug(host);
    return System.nanoTime();
  }

  private static void disturb(Stage stage, Teller origin, Teller mirror)
      throws IOException, InterruptedException {
    TimeUnit.MILLISECONDS.sleep(Math.round(stage.idealSeconds() * MIDWAY * 1e3));
    long killed = System.nanoTime();
    mirror.kill();
    origin.kill();
    long back = publish(stage, stage.file(), 2).await(published(2));
    stage.note("down_s", (back - killed) / 1e9);
  }

  private static Teller publish(Stage stage, Path file, int release)
      throws IOException, InterruptedException {
    int port = TRACKER_PORT + release;
    if (stage.door() == 0) {
      return stage.freshet(0, "publish", file, "127.0.0.1/lab", "--json");
    }
    DelayProxy.start(stage, port);
    return stage.freshet(
        0,
        "publish",
        file,
        "127.0.0.1/lab",
        "--json",
        "--listen",
        "0.0.0.0:" + port,
        "--advertise",
        Hosts.address(stage.door()) + ":" + port);
  }

  private static String published(int release) {
    return "\"release\":\"v" + release + "\",\"state\":\"published\"";
  }

  private static String complete(int release) {
    return "{\"release\":\"v" + release + "\",\"state\":\"complete\"";
  }
}
