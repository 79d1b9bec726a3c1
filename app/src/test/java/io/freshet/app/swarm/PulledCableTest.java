package io.freshet.app.swarm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A host's link is set down for longer than both ends of a control stream wait, and up again:
/// nobody is told, TCP waits for minutes, and everybody goes on by himself. What it costs the
/// others is measured by `freshet bench --lab cable`.
///
/// It takes a minute of waiting: `./mvnw -Plong -pl app -am test -Dtest=PulledCableTest`, as root.
final class PulledCableTest {
  private static final int BYTES = 16 << 20;
  private static final int ORIGIN = 0;
  private static final int PULLED = 2;

  /// A `get` says five times a second how far it is: eight seconds, and a silent peer is waited for
  /// six.
  private static final int LINES = 40;

  @TempDir Path temp = Path.of("");

  private interface Scene {
    void of(OwnNetwork network, List<Child> gets) throws Exception;
  }

  /// Two receivers have got something when the scene begins, and have everything in the end.
  private void play(Scene scene) throws Exception {
    if (!Boolean.getBoolean("freshet.cable")) {
      System.out.println("NOT PROVEN here, without -Plong: " + getClass().getSimpleName());
      return;
    }
    Optional<OwnNetwork> network = OwnNetwork.of(3, getClass());
    if (network.isEmpty()) return;
    byte[] content = new byte[BYTES];
    new Random(3).nextBytes(content);
    Path source = Files.write(temp.resolve("source"), content);
    String data = temp.resolve("data").toString();
    String address = OwnNetwork.address(ORIGIN) + ":7070";
    List<Child> gets = new ArrayList<>();
    try (OwnNetwork hosts = network.get();
        Child origin =
            Child.startWith(
                hosts.on(ORIGIN),
                temp,
                "serve",
                source.toString(),
                "--channel",
                "c",
                "--json",
                "--listen",
                address,
                "--data",
                data)) {
      origin.lineWith("\"serving\"");
      for (int host = 1; host <= 2; host++) gets.add(get(hosts, host, address + "/c"));
      for (Child get : gets) awaitSome(get);
      scene.of(hosts, gets);
      for (int host = 1; host <= 2; host++) {
        Child get = gets.get(host - 1);
        if (!get.said().contains("\"complete\"")) get.lineWith("\"complete\"");
        assertEquals(0, get.waitFor(), get.errors());
        assertArrayEquals(content, Files.readAllBytes(dest(host)));
      }
    } finally {
      gets.forEach(Child::close);
    }
  }

  /// Apart from the others: what lies beside it would be copied.
  private Path dest(int host) {
    return temp.resolve("host" + host + "/dest");
  }

  private Child get(OwnNetwork hosts, int host, String release) throws IOException {
    Files.createDirectory(temp.resolve("host" + host));
    String to = dest(host).toString();
    return Child.startWith(
        hosts.on(host), temp, "get", release, to, "--json", "--limit-down", "1500kB/s");
  }

  private static void awaitSome(Child get) throws IOException {
    String line = get.lineWith("\"fetching\"");
    while (!line.matches(".*\"fetched\":[1-9].*")) line = get.lineWith("\"fetching\"");
  }

  @Test
  void theOthersGoOnWithoutAReceiverAndItGoesOnByItself() throws Exception {
    play(
        (network, gets) -> {
          network.unplug(PULLED);
          gets.getFirst().lineWith("\"complete\"");
          network.plug(PULLED);
        });
  }

  @Test
  void everybodyGoesOnWhenTheOriginIsBack() throws Exception {
    play(
        (network, gets) -> {
          network.unplug(ORIGIN);
          for (Child get : gets) {
            for (int line = 0; line < LINES; line++) get.lineWith("\"fetching\"");
          }
          network.plug(ORIGIN);
        });
  }
}
