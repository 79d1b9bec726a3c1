package io.freshet.node;

import io.freshet.content.InfoHash;
import io.freshet.content.Manifest;
import io.freshet.node.control.Address;
import io.freshet.node.swarm.Swarm;
import io.freshet.node.transfer.ManifestFetch;
import io.freshet.node.transfer.MetNode;
import io.freshet.node.transfer.NodeCard;
import io.freshet.node.transfer.NodeProbe;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Peers that a person named: the way into a swarm without a tracker.
public final class KnownPeers implements AutoCloseable {

  /// Between two tries to reach a peer that did not answer: soon at first.
  private static final long RETRY_MILLIS_MIN = 500;

  private static final long RETRY_MILLIS_MAX = 10_000;

  private final List<Address> peers;
  private volatile boolean closed;

  public KnownPeers(List<Address> peers) {
    this.peers = List.copyOf(peers);
  }

  /// Fetches a manifest from the first of the peers that has it.
  public Manifest manifest(InfoHash infoHash) throws UnavailableException {
    List<String> reasons = new ArrayList<>();
    for (Address peer : peers) {
      switch (ManifestFetch.of(resolve(peer), infoHash)) {
        case ManifestFetch.Answer.Fetched(Manifest manifest) -> {
          return manifest;
        }
        case ManifestFetch.Answer.Missing _ -> reasons.add(peer + " does not have it");
        case ManifestFetch.Answer.Wrong(String reason) -> reasons.add(peer + ": " + reason);
        case ManifestFetch.Answer.Unreached(String reason) -> reasons.add(peer + ": " + reason);
      }
    }
    throw new UnavailableException(
        "no peer gives the manifest of "
            + infoHash.hex()
            + " ("
            + String.join("; ", reasons)
            + "): check --peer, or name the .torrent file");
  }

  /// Asks each peer whether it has this release; [UnavailableException] when all answer, and none
  /// has it. One that does not answer may come yet.
  public void requireSomebody(InfoHash infoHash) throws UnavailableException {
    for (Address peer : peers) {
      if (!(ManifestFetch.of(resolve(peer), infoHash) instanceof ManifestFetch.Answer.Missing)) {
        return;
      }
    }
    throw new UnavailableException(
        peers
            + " serve other releases, but not this one ("
            + infoHash.hex()
            + "): was it packed from other content, under another name or with another piece length?");
  }

  /// Introduces the swarm to each peer as soon as it answers, trying again until [#close()].
  public void introduceTo(Swarm swarm) {
    for (Address peer : peers) {
      Thread.ofPlatform().daemon().name("freshet-peer").start(() -> introduce(peer, swarm));
    }
  }

  private void introduce(Address peer, Swarm swarm) {
    try {
      for (long pause = RETRY_MILLIS_MIN; !closed; pause = Math.min(2 * pause, RETRY_MILLIS_MAX)) {
        InetSocketAddress address = resolve(peer);
        if (NodeProbe.of(address) instanceof NodeProbe.Answer.Reached(NodeCard card, _)) {
          swarm.meet(new MetNode(card.id(), address));
          return;
        }
        TimeUnit.MILLISECONDS.sleep(pause);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static InetSocketAddress resolve(Address address) {
    return new InetSocketAddress(address.host(), address.port());
  }

  @Override
  public void close() {
    closed = true;
  }
}
