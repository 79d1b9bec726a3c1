package io.freshet.app.swarm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Some hosts on one switch, as network namespaces: for that one must be root.
final class OwnNetwork implements AutoCloseable {
  private final String prefix = "freshet-test-" + ProcessHandle.current().pid() + "-";
  private final List<String> namespaces = new ArrayList<>();

  /// Where that cannot be done, it is said that `test` has proved nothing.
  static Optional<OwnNetwork> of(int hosts, Class<?> test)
      throws IOException, InterruptedException {
    OwnNetwork network = new OwnNetwork();
    boolean made = false;
    try {
      made = network.make(hosts);
    } finally {
      if (!made) network.close();
    }
    if (made) return Optional.of(network);
    System.out.println("NOT PROVEN here, where nobody may make networks: " + test.getSimpleName());
    return Optional.empty();
  }

  private boolean make(int hosts) throws IOException, InterruptedException {
    String hub = prefix + "hub";
    if (!add(hub) || !ip("-n " + hub + " link add name switch type bridge")) return false;
    boolean all = ip("-n " + hub + " link set switch up");
    for (int host = 0; host < hosts; host++) {
      String at = "-n " + name(host);
      all &=
          add(name(host))
              && ip(
                  "-n "
                      + hub
                      + " link add name p"
                      + host
                      + " type veth peer name eth0 netns "
                      + name(host))
              && ip("-n " + hub + " link set p" + host + " master switch up")
              && ip(at + " addr add " + address(host) + "/24 dev eth0")
              && ip(at + " link set eth0 up")
              && ip(at + " link set lo up");
    }
    return all;
  }

  private boolean add(String namespace) throws IOException, InterruptedException {
    namespaces.add(namespace);
    return ip("netns add " + namespace);
  }

  private String name(int host) {
    return prefix + host;
  }

  static String address(int host) {
    return "10.78.0." + (host + 1);
  }

  /// What makes of a command line one for this host.
  List<String> on(int host) {
    return List.of("ip", "netns", "exec", name(host));
  }

  void unplug(int host) throws IOException, InterruptedException {
    set(host, "down");
  }

  void plug(int host) throws IOException, InterruptedException {
    set(host, "up");
  }

  private void set(int host, String state) throws IOException, InterruptedException {
    if (!ip("-n " + name(host) + " link set eth0 " + state)) {
      throw new IOException("the link of host " + host + " is not set " + state);
    }
  }

  private static boolean ip(String words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(words.split(" ", -1)));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      boolean done = process.waitFor() == 0;
      if (!done) System.out.println("ip " + words + ": " + said.strip());
      return done;
    } catch (IOException e) {
      // No such program here.
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      for (String namespace : namespaces.reversed()) ip("netns del " + namespace);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    namespaces.clear();
  }
}
