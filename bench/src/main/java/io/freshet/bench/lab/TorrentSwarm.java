package io.freshet.bench.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A BitTorrent swarm: receivers that run and are connected with each other, and an origin that
/// joins them when the clock starts.
///
/// Tuned: no encryption, no uTP, no limits, deep request queues, 1 MiB pieces.
record TorrentSwarm(Client client) implements Contender {
  /// Debian's, which has Debian's libtorrent.
  private static final String PYTHON = "/usr/bin/python3";

  private static final int PORT = 6881;
  private static final int TRACKER_PORT = 6969;

  /// It looks for peers once a second, and needs some of these to shake hands with all.
  private static final long ARIA2_CONNECTS_MILLIS = 5_000;

  /// What `echo` makes of the words that its hook is called with: an id, the number of files, a
  /// path.
  private static final String ARIA2_HAS_IT = " 1 /";

  /// The origin is connected and sends next to nothing until the clock starts.
  private static final String HELD_BACK = "1K";

  private static final String UNLIMITED = "0";
  private static final String LET_GO =
      "{\"jsonrpc\":\"2.0\",\"id\":\"lab\",\"method\":\"aria2.changeGlobalOption\","
          + "\"params\":[{\"max-overall-upload-limit\":\"0\"}]}";

  /// Who takes part.
  enum Client {
    ARIA2("aria2", "v1"),
    LIBTORRENT_V1("libtorrent-v1", "v1"),
    LIBTORRENT_V2("libtorrent-v2", "v2");

    private final String title;
    private final String version;

    Client(String title, String version) {
      this.title = title;
      this.version = version;
    }
  }

  @Override
  public String name() {
    return client.title;
  }

  @Override
  public boolean takes(LabCase work) {
    return work.disturbance() == LabCase.Disturbance.NONE;
  }

  @Override
  public List<Long> distribute(Stage stage) throws IOException, InterruptedException {
    Path script = stage.home(0).resolve("libtorrent_lab.py");
    Path torrent = stage.home(0).resolve("lab.torrent");
    try (InputStream resource = TorrentSwarm.class.getResourceAsStream("libtorrent_lab.py")) {
      if (resource == null) {
        throw new IllegalStateException("libtorrent_lab.py is not in this build");
      }
      Files.copy(resource, script);
    }
    String tracker = "http://" + Hosts.address(0) + ":" + TRACKER_PORT + "/announce";
    Hosts.run(
        PYTHON,
        script.toString(),
        "make",
        client.version,
        stage.file().toString(),
        torrent.toString(),
        tracker);
    return client == Client.ARIA2
        ? aria2(stage, script, torrent)
        : libtorrent(stage, script, torrent);
  }

  private static List<Long> aria2(Stage stage, Path script, Path torrent)
      throws IOException, InterruptedException {
    stage.start(0, PYTHON, script, "track", TRACKER_PORT);
    Ports.await(stage, 0, TRACKER_PORT);
    stage.start(0, aria2(stage.from(), torrent, HELD_BACK));
    Ports.await(stage, 0, PORT);
    List<Teller> all = new ArrayList<>();
    for (int host = 1; host <= stage.work().receivers(); host++) {
      all.add(stage.start(host, aria2(stage.into(host), torrent, UNLIMITED)));
    }
    TimeUnit.MILLISECONDS.sleep(ARIA2_CONNECTS_MILLIS);
    stage.begin();
    Process go =
        stage
            .hosts()
            .on(0, List.of("curl", "-s", "-f", "-d", LET_GO, "http://127.0.0.1:6800/jsonrpc"))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (go.waitFor() != 0) {
      throw new IOException("aria2 cannot be told to begin:\n" + stage.said());
    }
    return ends(stage, all, ARIA2_HAS_IT);
  }

  private static Object[] aria2(Path folder, Path torrent, String sending) {
    return new Object[] {
      "aria2c",
      "--enable-rpc=true",
      "--max-overall-upload-limit=" + sending,
      "--dir=" + folder,
      "--listen-port=" + PORT,
      "--enable-dht=false",
      "--enable-dht6=false",
      "--bt-enable-lpd=false",
      "--seed-ratio=0.0",
      "--bt-max-peers=0",
      "--bt-request-peer-speed-limit=10000M",
      "--bt-seed-unverified=true",
      "--file-allocation=none",
      "--disk-cache=64M",
      "--disable-ipv6=true",
      "--summary-interval=0",
      "--console-log-level=notice",
      "--show-console-readout=false",
      "--no-conf=true",
      "--on-bt-download-complete=/bin/echo",
      torrent
    };
  }

  private static List<Long> libtorrent(Stage stage, Path script, Path torrent)
      throws IOException, InterruptedException {
    List<Teller> all = new ArrayList<>();
    List<Object> peers = new ArrayList<>();
    for (int host = 1; host <= stage.work().receivers(); host++) {
      Path folder = stage.into(host);
      List<Object> words = new ArrayList<>(List.of(PYTHON, script, "get", torrent, folder));
      words.addAll(peers);
      all.add(stage.start(host, words.toArray()));
      all.getLast().await("ready");
      peers.add(Hosts.address(host));
    }
    List<Object> words = new ArrayList<>(List.of(PYTHON, script, "seed", torrent, stage.from()));
    words.addAll(peers);
    Teller origin = stage.start(0, words.toArray());
    origin.await("ready");
    stage.begin();
    origin.say("go");
    return ends(stage, all, "complete");
  }

  private static List<Long> ends(Stage stage, List<Teller> receivers, String text)
      throws IOException, InterruptedException {
    List<Long> ends = new ArrayList<>();
    for (int host : stage.judged()) {
      ends.add(receivers.get(host - 1).await(text));
    }
    return ends;
  }
}
