package io.freshet.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.app.console.Console;
import io.freshet.app.console.Surface;
import io.freshet.content.Hash;
import io.freshet.content.Manifest;
import io.freshet.content.ManifestWriter;
import io.freshet.engine.NodeId;
import io.freshet.node.catalog.ChannelName;
import io.freshet.node.catalog.DataFolder;
import io.freshet.node.control.ControlServer;
import io.freshet.node.control.Publishing;
import io.freshet.node.control.Tracker;
import io.freshet.node.control.TrackerConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `ls`, `status` and `rm` with a real tracker on a port of this machine.
class TrackerCommandsTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir Path temp = Path.of("");
  private AutoCloseable opened = () -> {};
  private Runnable publish = () -> {};
  private String address = "";
  private int published;

  @BeforeEach
  void open() throws Exception {
    var folder = DataFolder.open(temp);
    var tracker =
        Tracker.open(
            TrackerConfig.standard(new NodeId(7), "test tracker", List.of(), 1),
            folder,
            (_, _, _) -> OptionalLong.of(0),
            (_, infoHash) -> {
              throw new IOException("nobody has " + infoHash);
            });
    var server =
        ControlServer.open(
            tracker,
            ServerSocketFactory.getDefault(),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    address = "127.0.0.1:" + server.port();
    publish = () -> publish(tracker);
    opened =
        () -> {
          server.close();
          tracker.close();
          folder.close();
        };
  }

  @AfterEach
  void close() throws Exception {
    opened.close();
  }

  private void publish(Tracker tracker) {
    published++;
    var done = new CountDownLatch(1);
    try {
      var publication =
          tracker.publish(
              new ChannelName("llama"),
              manifest("weights-" + published),
              new NodeId(1),
              "tester",
              step -> {
                if (step instanceof Publishing.Announced) done.countDown();
              });
      done.await();
      publication.close();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static Manifest manifest(String name) throws Exception {
    var hash = new byte[Hash.BYTES];
    Hash.sha256(name.getBytes(StandardCharsets.UTF_8)).copyTo(hash, 0);
    return new ManifestWriter(name, 1 << 20).file(name, 1 << 20, hash).manifest();
  }

  private int run(String... words) {
    out.reset();
    err.reset();
    var console = new Console(out, err, Surface.PLAIN);
    int code = new Program(console, Map.of()).run(List.of(words));
    console.flush();
    return code;
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void channelsAndReleasesAreListedAndRetired() {
    assertEquals(0, run("ls", address), err());
    assertEquals("nothing is published there yet\n", err());
    publish.run();
    publish.run();
    assertEquals(0, run("ls", address), err());
    assertTrue(out().contains("\nllama           2      v2  1 MiB  "), out());
    assertEquals(0, run("ls", address + "/llama"), err());
    var lines = out().lines().toList();
    assertEquals(3, lines.size(), out());
    assertTrue(lines.get(1).startsWith("v2       1 MiB      1  "), out());
    assertTrue(lines.get(1).endsWith("  weights-2"), out());
    assertEquals(0, run("ls", address, "--json"), err());
    assertTrue(
        out().startsWith("{\"channels\":[{\"channel\":\"llama\",\"piece_length\":1048576,"), out());

    assertEquals(0, run("rm", address + "/llama@v1"), err());
    assertEquals("retired llama v1: what nodes have already stays on their disks\n", out());
    assertEquals(1, run("rm", address + "/llama@v1"));
    assertTrue(err().contains("has no v1: it has v2"), err());
    assertEquals(0, run("rm", "--json", address + "/llama"), err());
    assertEquals("{\"channel\":\"llama\",\"retired\":[\"v2\"]}\n", out());
  }

  @Test
  void statusIsPrintedOnceWhereNobodyWatches() {
    publish.run();
    assertEquals(0, run("status", address + "/llama"), err());
    assertTrue(out().startsWith("llama@v1 · 1 MiB · 0 nodes, 0 with all of it · "), out());
    assertTrue(out().endsWith("  nobody is here that holds or fetches it\n"), out());
    assertEquals(0, run("status", "--json", address), err());
    assertTrue(out().contains("\"program\":\"test tracker\",\"nodes\":0,"), out());
  }

  @Test
  void mistakesAreOneLineThatSaysWhatNext() {
    publish.run();
    assertEquals(1, run("ls", address + "/lama"));
    assertTrue(err().endsWith(" has no channel lama: it has llama\n"), err());
    assertEquals(1, run("status", address + "/lama"));
    assertTrue(err().endsWith(" has no channel lama: it has llama\n"), err());
    assertEquals(2, run("ls", address + "/llama@v1"));
    assertTrue(err().endsWith("leave @v1 out to see all of them\n"), err());
    assertEquals(2, run("rm", address));
    assertTrue(err().contains("names no channel: write "), err());
    assertEquals(2, run("ls", "localhost:0"));
    assertTrue(err().contains("a port is a number from 1 to 65535"), err());
    assertEquals(1, run("ls", "127.0.0.1:1"));
    assertTrue(err().contains("nothing listens on 127.0.0.1:1"), err());
  }
}
