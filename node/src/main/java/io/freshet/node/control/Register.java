package io.freshet.node.control;

import io.freshet.content.InfoHash;
import io.freshet.node.catalog.Channel;
import io.freshet.node.catalog.ChannelName;
import io.freshet.node.catalog.Release;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The catalog's channels and releases in memory, so that 10,000 nodes who ask at once don't ask a
/// disk.
final class Register {

  private final TreeMap<ChannelName, Shelf> shelves = new TreeMap<>();
  private final Map<InfoHash, Set<Release>> uses = new LinkedHashMap<>();

  private record Shelf(int pieceLength, TreeMap<Integer, Release> releases) {}

  Register(List<Channel> channels) {
    for (Channel channel : channels) {
      channel.releases().forEach(release -> put(release, channel.pieceLength()));
    }
  }

  void put(Release release, int pieceLength) {
    shelves
        .computeIfAbsent(release.channel(), _ -> new Shelf(pieceLength, new TreeMap<>()))
        .releases()
        .put(release.version(), release);
    uses.computeIfAbsent(release.infoHash(), _ -> new LinkedHashSet<>()).add(release);
  }

  void remove(Release release) {
    @Nullable Shelf shelf = shelves.get(release.channel());
    if (shelf != null) {
      shelf.releases().remove(release.version());
      if (shelf.releases().isEmpty()) {
        shelves.remove(release.channel());
      }
    }
    @Nullable Set<Release> users = uses.get(release.infoHash());
    if (users != null) {
      users.remove(release);
      if (users.isEmpty()) {
        uses.remove(release.infoHash());
      }
    }
  }

  boolean has(InfoHash infoHash) {
    return uses.containsKey(infoHash);
  }

  /// A release of this content: the one that was published last.
  Optional<Release> anyOf(InfoHash infoHash) {
    @Nullable Set<Release> users = uses.get(infoHash);
    return users == null
        ? Optional.empty()
        : users.stream().max((a, b) -> a.published().compareTo(b.published()));
  }

  Optional<Channel> channel(ChannelName name) {
    @Nullable Shelf shelf = shelves.get(name);
    return shelf == null ? Optional.empty() : Optional.of(channel(name, shelf));
  }

  private static Channel channel(ChannelName name, Shelf shelf) {
    return new Channel(
        name, shelf.pieceLength(), List.copyOf(shelf.releases().descendingMap().values()));
  }

  List<Channel> channels() {
    List<Channel> channels = new ArrayList<>();
    shelves.forEach((name, shelf) -> channels.add(channel(name, shelf)));
    return channels;
  }

  List<ChannelName> names() {
    return shelves.keySet().stream().limit(Protocol.NAMES_MAX).toList();
  }

  /// What somebody who follows is answered.
  SessionEvent.FromTracker answer(Follow follow, Function<Release, SessionEvent.FromTracker> news) {
    @Nullable Shelf shelf = shelves.get(follow.channel());
    if (shelf == null) {
      return new SessionEvent.NoChannel(follow.channel(), names());
    }
    return switch (follow) {
      case Follow.Newest _, Follow.EachNew _ -> news.apply(shelf.releases().lastEntry().getValue());
      case Follow.Version(ChannelName channel, int version) -> {
        @Nullable Release release = shelf.releases().get(version);
        yield release == null
            ? new SessionEvent.NoRelease(channel, version, versions(shelf.releases().values()))
            : news.apply(release);
      }
    };
  }

  private static List<Integer> versions(Collection<Release> releases) {
    return releases.stream().map(Release::version).toList();
  }
}
