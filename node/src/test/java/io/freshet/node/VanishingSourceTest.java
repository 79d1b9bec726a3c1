package io.freshet.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.freshet.node.control.Address;
import io.freshet.node.disk.Lacking;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A source that changes while it is fetched: who fetches it can say what is missing, and goes on
/// when another node has it.
class VanishingSourceTest {
  private static final int BYTES = 4 << 20;
  private static final int PATIENCE_SECONDS = 60;

  @TempDir Path temp;

  private enum Change {
    CHANGED,
    SHRUNK,
    GONE,
    REPLACED_BY_A_FOLDER
  }

  private static void make(Change change, Path file) throws Exception {
    switch (change) {
      case CHANGED -> Files.write(file, new byte[BYTES]);
      case SHRUNK -> Files.write(file, new byte[] {1});
      case GONE -> Files.delete(file);
      case REPLACED_BY_A_FOLDER -> {
        Files.delete(file);
        Files.createDirectory(file);
      }
    }
  }

  @Test
  void whatIsGoneIsNamedAndFetchedFromAnother() throws Exception {
    for (Change change : Change.values()) {
      Path folder = Files.createDirectories(temp.resolve(change.name()));
      try (Machines machines = new Machines(folder, BYTES);
          Machines others = new Machines(Files.createDirectory(folder.resolve("others")), BYTES)) {
        var lost = new LinkedBlockingQueue<String>();
        Node origin = machines.node();
        machines.seed(origin, (file, what) -> lost.add(file.getFileName() + " " + what));
        make(change, folder.resolve("release"));
        Machines.Fetching receiver = machines.fetch(machines.node(), origin.port());
        assertEquals(
            "release has changed and is served no more",
            lost.poll(PATIENCE_SECONDS, TimeUnit.SECONDS),
            change.name());
        assertEquals(
            new Lacking(List.of("release"), 1, BYTES), receiver.download.lacking(), change.name());
        Node spare = others.node();
        others.seed(spare);
        try (KnownPeers known = new KnownPeers(List.of(new Address("127.0.0.1", spare.port())))) {
          known.introduceTo(receiver.swarm());
          receiver.assertComplete(change.name());
        }
      }
    }
  }
}
