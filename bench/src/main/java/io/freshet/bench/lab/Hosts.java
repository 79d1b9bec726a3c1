package io.freshet.bench.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Network namespaces on one bridge, each behind a link that is shaped in both directions.
final class Hosts implements AutoCloseable {
  private static final String PREFIX = "freshet-lab-";
  private static final String BRIDGE = "freshet-lab";
  private static final ProcessBuilder.Redirect NOWHERE = ProcessBuilder.Redirect.DISCARD;

  /// `iperf3 -s` needs some ms until it listens.
  private static final int IPERF_TRIES = 50;

  private final int count;

  private Hosts(int count) {
    this.count = count;
  }

  /// Sets up the network; what an earlier run may have left behind goes first.
  static Hosts open(LabCase work) throws IOException, InterruptedException {
    takeDown();
    Hosts hosts = new Hosts(work.hosts());
    run("ip", "link", "add", BRIDGE, "type", "bridge");
    run("ip", "link", "set", BRIDGE, "up");
    for (int host = 0; host < hosts.count; host++) {
      String name = name(host);
      String port = port(host);
      run("ip", "netns", "add", name);
      run("ip", "link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", name);
      run("ip", "link", "set", port, "master", BRIDGE, "up");
      run("ip", "-n", name, "addr", "add", address(host) + "/24", "brd", "+", "dev", "eth0");
      run("ip", "-n", name, "link", "set", "eth0", "up");
      run("ip", "-n", name, "link", "set", "lo", "up");
      run("ip", "-n", name, "route", "add", "224.0.0.0/4", "dev", "eth0");
      shape(List.of("tc", "-n", name), "eth0", work.mbitOf(host));
      shape(List.of("tc"), port, work.mbitOf(host));
    }
    return hosts;
  }

  private static void shape(List<String> tc, String device, int mbit)
      throws IOException, InterruptedException {
    for (List<String> words : Shaping.commands(device, mbit)) {
      List<String> command = new ArrayList<>(tc);
      command.addAll(words);
      run(command.toArray(String[]::new));
    }
  }

  static String address(int host) {
    return "10.77.0." + (host + 1);
  }

  private static String name(int host) {
    return PREFIX + host;
  }

  private static String port(int host) {
    return "frlab" + host;
  }

  /// A program on one of the hosts, not yet started.
  ProcessBuilder on(int host, List<String> command) {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", name(host)));
    all.addAll(command);
    return new ProcessBuilder(all);
  }

  /// What one TCP connection carries from one host to another, in Mbit/s, over 4 s after the first.
  double goodputMbit() throws IOException, InterruptedException {
    Process server = on(0, List.of("iperf3", "-s", "-1")).redirectOutput(NOWHERE).start();
    List<String> client = List.of("iperf3", "-c", address(0), "-t", "4", "-O", "1", "-J");
    for (int tries = 1; ; tries++) {
      String report = output(on(1, client).start());
      if (report.contains("sum_received") || tries == IPERF_TRIES) {
        server.destroy();
        server.waitFor();
        return IperfReport.parse(report).receivedMbit();
      }
    }
  }

  /// Pulls a host's cable, as its own system sees it.
  void unplug(int host) throws IOException, InterruptedException {
    run("ip", "-n", name(host), "link", "set", "eth0", "down");
  }

  void plug(int host) throws IOException, InterruptedException {
    run("ip", "-n", name(host), "link", "set", "eth0", "up");
  }

  /// Bytes that have left a host, headers included: its port of the bridge has received them.
  long sentBytes(int host) throws IOException {
    return counter(host, "rx_bytes");
  }

  /// Bytes that have reached a host, headers included.
  long receivedBytes(int host) throws IOException {
    return counter(host, "tx_bytes");
  }

  /// Bytes that have reached all hosts but the origin.
  long reachedReceivers() throws IOException {
    long bytes = 0;
    for (int host = 1; host < count; host++) bytes += receivedBytes(host);
    return bytes;
  }

  private static long counter(int host, String name) throws IOException {
    Path file = Path.of("/sys/class/net", port(host), "statistics", name);
    return Long.parseLong(Files.readString(file).strip());
  }

  int count() {
    return count;
  }

  /// Ends all that runs on the hosts.
  void clear() throws IOException, InterruptedException {
    for (int host = 0; host < count; host++) {
      kill(name(host));
    }
  }

  @Override
  public void close() throws IOException {
    try {
      takeDown();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void kill(String name) throws IOException, InterruptedException {
    Process list = new ProcessBuilder("ip", "netns", "pids", name).redirectError(NOWHERE).start();
    for (String pid : output(list).lines().toList()) {
      var process = ProcessHandle.of(Long.parseLong(pid.strip()));
      process.ifPresent(ProcessHandle::destroyForcibly);
      process.ifPresent(one -> one.onExit().join());
    }
    list.waitFor();
  }

  private static void takeDown() throws IOException, InterruptedException {
    Process list = new ProcessBuilder("ip", "netns", "list").start();
    for (String line : output(list).lines().toList()) {
      String name = line.split(" ", -1)[0];
      if (name.startsWith(PREFIX)) {
        kill(name);
        quietly("ip", "netns", "del", name);
        quietly("ip", "link", "del", port(Integer.parseInt(name.substring(PREFIX.length()))));
      }
    }
    quietly("ip", "link", "del", BRIDGE);
  }

  private static void quietly(String... command) throws IOException, InterruptedException {
    new ProcessBuilder(command).redirectError(NOWHERE).start().waitFor();
  }

  static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = output(process);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + said.strip());
    }
  }

  private static String output(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
