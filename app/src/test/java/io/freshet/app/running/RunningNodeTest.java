package io.freshet.app.running;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.app.values.RateSchedule;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How one process finds another one of its user and tells it something.
class RunningNodeTest {
  private static final String ID = "0123456789abcdef";

  private static final Standing STANDING =
      new Standing(
          new Standing.Work("mirror", "/models/one\nline \\ more"),
          ID,
          77,
          true,
          RateSchedule.parse("08:00-18:00=20MB/s,else=unlimited"),
          RateSchedule.parse("16KiB/s"));

  @TempDir Path temp = Path.of("");

  private SocketFolder folder() {
    return new SocketFolder(temp.resolve("state/running"), "here");
  }

  /// A socket as a killed process leaves it: nobody listens any more.
  private static void leaveBehind(Path socket) throws IOException {
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
    }
  }

  @Test
  void aNodeIsFoundAndAsked() throws Exception {
    try (var _ =
        ReinsSocket.open(
            folder(),
            ID,
            said -> said.equals("freshet 1 resume\n") ? "no never\n" : "ok\n" + STANDING.text())) {
      List<RunningNode> found = RunningNode.all(folder());
      assertEquals(List.of(STANDING), found.stream().map(RunningNode::standing).toList());
      assertEquals(new RunningNode.Answer.Done(STANDING), found.getFirst().ask(new Errand.Pause()));
      assertEquals(
          new RunningNode.Answer.Refused("never"), found.getFirst().ask(new Errand.Resume()));
    }
    assertEquals(List.of(), RunningNode.all(folder()));
    assertEquals(List.of(), folder().sockets(), "it takes its socket with it");
  }

  @Test
  void whereNoNodeEverRanThereIsNone() throws Exception {
    assertEquals(List.of(), RunningNode.all(folder()));
  }

  @Test
  void nobodyElseGetsIn() throws Exception {
    Path running = temp.resolve("state/running");
    Files.createDirectories(running);
    Files.setPosixFilePermissions(running, PosixFilePermissions.fromString("rwxrwxrwx"));
    try (var _ = ReinsSocket.open(folder(), ID, said -> said)) {
      assertEquals(
          "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(running)));
    }
  }

  @Test
  void whatKilledOnesLeftBehindIsRemovedButNotWhatAnotherMachineHas() throws Exception {
    folder().prepare();
    leaveBehind(folder().socket(ID));
    Path elsewhere = new SocketFolder(temp.resolve("state/running"), "there").socket(ID);
    leaveBehind(elsewhere);
    assertEquals(List.of(), RunningNode.all(folder()));
    assertEquals(List.of(), folder().sockets());
    assertTrue(Files.exists(elsewhere));
  }

  @Test
  void whatAnotherVersionSaysIsNoNode() throws Exception {
    try (var _ = ReinsSocket.open(folder(), ID, _ -> "ok\npaused perhaps\n")) {
      assertEquals(List.of(), RunningNode.all(folder()));
      assertEquals(1, folder().sockets().size(), "it lives");
    }
  }

  @Test
  void aPathThatIsTooLongIsSaidToBe() {
    var deep = new SocketFolder(temp.resolve("x".repeat(120)), "here");
    assertThrows(IOException.class, () -> ReinsSocket.open(deep, ID, said -> said));
  }

  @Test
  void errandsCanBeReadBack() {
    for (Errand errand :
        List.of(
            new Errand.Describe(),
            new Errand.Pause(),
            new Errand.Resume(),
            new Errand.Limit(Optional.empty(), Optional.empty()),
            new Errand.Limit(Optional.of(STANDING.up()), Optional.of(STANDING.down())))) {
      assertEquals(errand, Errand.parse(errand.text()));
    }
    for (String wrong :
        List.of(
            "", "freshet 2 pause\n", "freshet 1 ", "freshet 1 stop\n", "freshet 1 limit\nup x")) {
      assertThrows(IllegalArgumentException.class, () -> Errand.parse(wrong), wrong);
    }
  }

  @Test
  void aNodeIsCalledByWhatItWorksOnOrByItsId() {
    assertTrue(STANDING.isCalled("/models/one\nline \\ more"));
    assertTrue(STANDING.isCalled(ID));
    assertTrue(STANDING.isCalled("01234567"));
    assertFalse(STANDING.isCalled("0123456"), "too short to be sure");
    assertFalse(STANDING.isCalled("/models"));
  }
}
