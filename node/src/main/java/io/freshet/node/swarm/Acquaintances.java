package io.freshet.node.swarm;

import io.freshet.engine.NodeId;
import io.freshet.node.transfer.MetNode;
import io.freshet.node.transfer.NodeCard;
import io.freshet.node.transfer.NodeProbe;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/// How the nodes of one swarm become known without a tracker, and how far each word is believed.
///
/// A person's word stands. What another node says is only a reason to dial: who answers by that
/// name is met. And a name that is known already keeps its address for as long as somebody answers
/// there by it, so that a liar cannot take a good node's place by claiming its name.
final class Acquaintances {

  /// Nodes dialled at once; each is given up after 10 s. The rest wait: 40 names from each of 40
  /// peers are the most, for that is as many as a stream of haves may name.
  private static final int DIALLED_MAX = 16;

  private final NodeId self;
  private final AddressBook addresses;
  private final Consumer<NodeId> met;
  private final Semaphore dialling = new Semaphore(DIALLED_MAX);
  private volatile boolean closed;

  /// @param met is told each node that may be turned to, perhaps more than once; may block
  Acquaintances(NodeId self, AddressBook addresses, Consumer<NodeId> met) {
    this.self = self;
    this.addresses = addresses;
    this.met = met;
  }

  /// A person named this address, and this node answered there.
  void named(MetNode node) {
    if (!node.id().equals(self)) {
      addresses.put(node.id(), node.address());
      met.accept(node.id());
    }
  }

  /// This node asked us for haves, and answered by its name when it was dialled back; may block.
  void dialledBack(MetNode node) {
    if (!node.id().equals(self) && !closed && mayBeAt(node)) {
      addresses.put(node.id(), node.address());
      met.accept(node.id());
    }
  }

  /// Another node says that this one is of the swarm; returns at once.
  ///
  /// @param teller where that other node is
  void heard(MetNode node, InetSocketAddress teller) {
    if (!node.id().equals(self) && isAddressOfANode(node.address(), teller)) {
      Thread.ofVirtual().name("freshet-hearsay").start(() -> dial(node));
    }
  }

  private void dial(MetNode node) {
    try {
      dialling.acquire();
      try {
        if (!closed && mayBeAt(node) && answers(node.id(), node.address())) {
          addresses.put(node.id(), node.address());
          met.accept(node.id());
        }
      } finally {
        dialling.release();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Whether nobody else has this name: nobody is known by it, or nobody answers by it any more.
  private boolean mayBeAt(MetNode node) {
    Optional<InetSocketAddress> known = addresses.find(node.id());
    return known.isEmpty()
        || known.get().equals(node.address())
        || !answers(node.id(), known.get());
  }

  private static boolean answers(NodeId id, InetSocketAddress address) {
    return NodeProbe.of(address) instanceof NodeProbe.Answer.Reached(NodeCard card, _)
        && card.id().equals(id);
  }

  /// Nobody far away shall make us knock at this machine's own doors.
  private static boolean isAddressOfANode(InetSocketAddress address, InetSocketAddress teller) {
    InetAddress host = address.getAddress();
    return address.getPort() != 0
        && !host.isAnyLocalAddress()
        && !host.isMulticastAddress()
        && (!host.isLoopbackAddress() || isOnThisMachine(teller));
  }

  private static boolean isOnThisMachine(InetSocketAddress address) {
    return !address.isUnresolved() && address.getAddress().isLoopbackAddress();
  }

  /// Meets nobody any more.
  void close() {
    closed = true;
  }
}
