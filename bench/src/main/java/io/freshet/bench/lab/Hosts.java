package io.freshet.bench.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Network namespaces on one bridge, each behind a link that is shaped in both directions.
///
/// HTB with a burst of 256 KB: a bucket under 128 KiB makes the kernel cut what it sends into
/// packets of 1,500 bytes, and then the machine is measured instead of the tool. Each direction
/// queues up to 1 MB, as a switch would.
final class Hosts implements AutoCloseable {
  private static final String PREFIX = "freshet-lab-";
  private static final String BRIDGE = "freshet-lab";
  private static final Pattern RECEIVED =
      Pattern.compile(
          "\"sum_received\":\\s*\\{[^}]*\"bits_per_second\":\\s*([0-9.e+]+)", Pattern.DOTALL);

  private final int count;

  private Hosts(int count) {
    this.count = count;
  }

  /// Sets up the network; what an earlier run may have left behind goes first.
  static Hosts open(int count, int mbit) throws IOException, InterruptedException {
    Hosts hosts = new Hosts(count);
    hosts.close();
    run("ip", "link", "add", BRIDGE, "type", "bridge");
    run("ip", "link", "set", BRIDGE, "up");
    for (int host = 0; host < count; host++) {
      String name = name(host);
      String port = port(host);
      run("ip", "netns", "add", name);
      run("ip", "link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", name);
      run("ip", "link", "set", port, "master", BRIDGE, "up");
      run("ip", "-n", name, "addr", "add", address(host) + "/16", "dev", "eth0");
      run("ip", "-n", name, "link", "set", "eth0", "up");
      run("ip", "-n", name, "link", "set", "lo", "up");
      shape(List.of("tc", "-n", name), "eth0", mbit);
      shape(List.of("tc"), port, mbit);
    }
    return hosts;
  }

  private static void shape(List<String> tc, String device, int mbit)
      throws IOException, InterruptedException {
    String rate = mbit + "mbit";
    run(tc, "qdisc", "add", "dev", device, "root", "handle", "1:", "htb", "default", "1");
    run(
        tc, "class", "add", "dev", device, "parent", "1:", "classid", "1:1", "htb", "rate", rate,
        "burst", "256k", "cburst", "256k");
    run(tc, "qdisc", "add", "dev", device, "parent", "1:1", "bfifo", "limit", "1mb");
  }

  static String address(int host) {
    return "10.77." + host / 250 + "." + (host % 250 + 1);
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
    String report = "";
    for (int tries = 0; tries < 50 && !report.contains("sum_received"); tries++) {
      report =
          output(on(1, List.of("iperf3", "-c", address(0), "-t", "4", "-O", "1", "-J")).start());
    }
    server.waitFor();
    Matcher matcher = RECEIVED.matcher(report);
    if (!matcher.find()) {
      throw new IOException("iperf3 says nothing of what was received: " + report);
    }
    return Double.parseDouble(matcher.group(1)) / 1e6;
  }

  private static final ProcessBuilder.Redirect NOWHERE = ProcessBuilder.Redirect.DISCARD;

  /// Bytes that have left a host, headers included.
  long sentBytes(int host) throws IOException, InterruptedException {
    String counter = "/sys/class/net/eth0/statistics/tx_bytes";
    return Long.parseLong(output(on(host, List.of("cat", counter)).start()).strip());
  }

  @Override
  public void close() throws IOException {
    try {
      takeDown();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void takeDown() throws IOException, InterruptedException {
    for (int host = 0; host < count; host++) {
      Process list =
          new ProcessBuilder("ip", "netns", "pids", name(host)).redirectError(NOWHERE).start();
      for (String pid : output(list).lines().toList()) {
        ProcessHandle.of(Long.parseLong(pid.strip())).ifPresent(ProcessHandle::destroyForcibly);
      }
      quietly("ip", "netns", "del", name(host));
      quietly("ip", "link", "del", port(host));
    }
    quietly("ip", "link", "del", BRIDGE);
  }

  private static void quietly(String... command) throws IOException, InterruptedException {
    new ProcessBuilder(command).redirectError(NOWHERE).start().waitFor();
  }

  private static void run(List<String> first, String... rest)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(first);
    command.addAll(List.of(rest));
    run(command.toArray(String[]::new));
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = output(process);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + said.strip());
    }
  }

  static String output(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  static List<String> freshet(Object... words) {
    List<String> command = new ArrayList<>();
    command.add(Path.of("freshet").toAbsolutePath().toString());
    for (Object word : words) {
      command.add(word.toString());
    }
    return command;
  }
}
