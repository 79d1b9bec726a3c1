package io.freshet.bench.lab;

import java.io.IOException;
import java.util.List;

/// A program that brings a file from host 0 to all others, as its users would have it do that.
sealed interface Contender
    permits FreshetChannel, NginxCurl, RsyncDaemon, TorrentSwarm, UdpcastMulticast {

  String name();

  /// Whether it can do this case at all.
  boolean takes(LabCase work);

  /// Starts all that it needs, connects it, says [Stage#begin()], and tells when each receiver had
  /// everything, in the order of the hosts.
  List<Long> distribute(Stage stage) throws IOException, InterruptedException;

  /// Everyone there is, us first.
  static List<Contender> all() {
    return List.of(
        new FreshetChannel(),
        new NginxCurl(),
        new TorrentSwarm(TorrentSwarm.Client.ARIA2),
        new TorrentSwarm(TorrentSwarm.Client.LIBTORRENT_V1),
        new TorrentSwarm(TorrentSwarm.Client.LIBTORRENT_V2),
        new RsyncDaemon(),
        new UdpcastMulticast());
  }

  static Contender of(String name) {
    return all().stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no contender `"
                        + name
                        + "`: write some of "
                        + String.join(", ", all().stream().map(Contender::name).toList())));
  }
}
