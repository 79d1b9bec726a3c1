package io.freshet.node.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.freshet.engine.NodeId;
import io.freshet.node.Node;
import io.freshet.node.NodeConfig;
import io.freshet.node.Patience;
import io.freshet.node.transfer.MetNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Whom a node believes about others: whoever answers.
class AcquaintancesTest {
  private static final InetSocketAddress TELLER = at(1);
  private static final InetSocketAddress FAR =
      InetSocketAddress.createUnresolved("far.example", 7070);

  private final AddressBook addresses = new AddressBook();
  private final BlockingQueue<NodeId> met = new LinkedBlockingQueue<>();
  private final Acquaintances acquaintances = new Acquaintances(new NodeId(1), addresses, met::add);

  private static InetSocketAddress at(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private static Node node() throws IOException {
    return Node.open(NodeConfig.standard("test").listeningAt(at(0)));
  }

  private NodeId nextMet() throws InterruptedException {
    NodeId next = met.poll(Patience.SECONDS, TimeUnit.SECONDS);
    if (next == null) throw new AssertionError("nobody was met");
    return next;
  }

  @Test
  void whoAnswersByTheNameThatWasSaidIsMet() throws Exception {
    try (Node good = node()) {
      acquaintances.heard(new MetNode(good.id(), at(good.port())), TELLER);
      assertEquals(good.id(), nextMet());
      assertEquals(Optional.of(at(good.port())), addresses.find(good.id()));
    }
  }

  /// The last name is true, and dialled last: those before it were not believed.
  @Test
  void whatNobodyAnswersToIsNotBelieved() throws Exception {
    try (Node good = node()) {
      acquaintances.heard(new MetNode(new NodeId(5), at(good.port())), TELLER);
      acquaintances.heard(new MetNode(new NodeId(6), at(1)), TELLER);
      acquaintances.heard(new MetNode(new NodeId(1), at(good.port())), TELLER);
      acquaintances.heard(new MetNode(good.id(), at(good.port())), FAR);
      acquaintances.heard(new MetNode(good.id(), new InetSocketAddress("0.0.0.0", 1)), TELLER);
      try (Node other = node()) {
        acquaintances.heard(new MetNode(other.id(), at(other.port())), TELLER);
        assertEquals(other.id(), nextMet());
      }
      assertEquals(Optional.empty(), addresses.find(new NodeId(5)));
      assertEquals(Optional.empty(), addresses.find(new NodeId(6)));
      assertEquals(Optional.empty(), addresses.find(good.id()));
    }
  }

  /// Two nodes of one name: who is known and answers stays, who has gone is replaced.
  @Test
  void nobodyTakesTheNameOfANodeThatAnswers() throws Exception {
    try (Node good = node()) {
      addresses.put(good.id(), at(good.port()));
      acquaintances.dialledBack(new MetNode(good.id(), at(1)));
      assertEquals(Optional.of(at(good.port())), addresses.find(good.id()));
    }
    NodeId gone = new NodeId(7);
    addresses.put(gone, at(1));
    acquaintances.dialledBack(new MetNode(gone, at(2)));
    assertEquals(Optional.of(at(2)), addresses.find(gone));
  }
}
