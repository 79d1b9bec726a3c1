package io.freshet.app.simulating;

import io.freshet.app.arguments.UsageException;
import io.freshet.app.values.Rate;
import io.freshet.engine.Zone;
import io.freshet.engine.ZoneLink;
import io.freshet.sim.Group;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Zones, who stands in them, and the links between them, as a file has them:
///
///     zone office nodes 40 up 1Gbit/s down 1Gbit/s
///     zone plant  nodes 60 up 1Gbit/s,100Mbit/s
///     link office plant 200Mbit/s
///     link plant -> lab 50Mbit/s
///
/// What a zone leaves out is as the command line says. A link is one each way, with `->` one that
/// way only. `#` begins a comment. A tracker takes the same file and reads only the links.
public record ZoneFile(List<Group> groups, List<ZoneLink> links) {

  /// A file that is longer is none of these: some 1,000 zones with all their links.
  private static final long BYTES_MAX = 64 << 20;

  /// Some editors begin a file with it.
  private static final String BYTE_ORDER_MARK = "\ufeff";

  /// @param otherwise one group for each zone that says nothing itself; its count is divided among
  ///   the zones that don't say how many stand there
  static ZoneFile read(Path file, Group otherwise) throws IOException, UsageException {
    return parse(linesOf(file), file.toString(), otherwise);
  }

  /// Only the links, for a tracker: it hears from its nodes where they stand.
  public static List<ZoneLink> links(Path file) throws IOException, UsageException {
    return linksOnly(linesOf(file), file.toString());
  }

  static List<ZoneLink> linksOnly(List<String> lines, String name) throws UsageException {
    List<ZoneLink> links = Lines.parse(lines, name).links;
    if (links.isEmpty()) {
      throw new UsageException(
          name + " has no link: write lines like `link office plant 200Mbit/s`");
    }
    return links;
  }

  private static List<String> linesOf(Path file) throws IOException, UsageException {
    if (!Files.isRegularFile(file) || Files.size(file) > BYTES_MAX) {
      throw new UsageException(
          "--links "
              + file
              + (Files.exists(file)
                  ? " is not a file of zones and links: write one (docs/simulator.md)"
                  : ": there is no such file: check the path"));
    }
    try {
      String text = Files.readString(file);
      return (text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text).lines().toList();
    } catch (CharacterCodingException e) {
      throw new UsageException("--links " + file + " is not text: write it in UTF-8", e);
    }
  }

  static ZoneFile parse(List<String> lines, String name, Group otherwise) throws UsageException {
    var read = Lines.parse(lines, name);
    List<ZoneLine> zones = read.zones;
    if (zones.isEmpty()) {
      throw new UsageException(name + " has no zone: write lines like `zone office nodes 40`");
    }
    return new ZoneFile(groups(zones, name, otherwise), read.links);
  }

  private static List<Group> groups(List<ZoneLine> zones, String name, Group otherwise)
      throws UsageException {
    long named = 0;
    int silent = 0;
    for (ZoneLine zone : zones) {
      named += zone.nodes.orElse(0);
      silent += zone.nodes.isEmpty() ? 1 : 0;
    }
    if (named > Question.NODES_MAX) {
      throw new UsageException(
          name + " places " + named + " nodes: place " + Question.NODES_MAX + " at most");
    }
    int left = otherwise.count() - (int) named;
    if (silent > 0 && left < silent) {
      throw new UsageException(
          name
              + " places "
              + named
              + " of "
              + otherwise.count()
              + " nodes, which leaves too few for the zones without `nodes`: write more --nodes");
    }
    List<Group> groups = new ArrayList<>();
    int placed = 0;
    for (ZoneLine zone : zones) {
      int count;
      if (zone.nodes.isPresent()) {
        count = zone.nodes.get();
      } else {
        count = left / silent + (placed < left % silent ? 1 : 0);
        placed++;
      }
      groups.add(
          new Group(
              zone.zone,
              count,
              zone.ups.isEmpty() ? otherwise.ups() : zone.ups,
              zone.downs.isEmpty() ? otherwise.downs() : zone.downs));
    }
    return groups;
  }

  /// One link each way between any two of so many zones.
  static ZoneFile even(int zones, Rate rate, Group all) {
    List<Group> groups = new ArrayList<>();
    List<ZoneLink> links = new ArrayList<>();
    for (int i = 0; i < zones; i++) {
      int count = all.count() / zones + (i < all.count() % zones ? 1 : 0);
      groups.add(new Group(zone(i), count, all.ups(), all.downs()));
      for (int other = 0; other < zones; other++) {
        if (other != i) {
          links.add(new ZoneLink(zone(i), zone(other), rate.bytesPerSecond()));
        }
      }
    }
    return new ZoneFile(groups, links);
  }

  private static Zone zone(int index) {
    return new Zone("zone-" + (index + 1));
  }

  private static List<ZoneLink> links(List<String> words) {
    boolean oneWay = words.size() == 5 && words.get(2).equals("->");
    if (words.size() != 4 && !oneWay) {
      throw new IllegalArgumentException("write `link A B 200Mbit/s`, or `link A -> B 200Mbit/s`");
    }
    Zone from = new Zone(words.get(1));
    Zone to = new Zone(words.get(words.size() - 2));
    long rate = Rate.parse(words.getLast()).bytesPerSecond();
    ZoneLink there = new ZoneLink(from, to, rate);
    return oneWay ? List.of(there) : List.of(there, new ZoneLink(to, from, rate));
  }

  private record Lines(List<ZoneLine> zones, List<ZoneLink> links) {
    static Lines parse(List<String> lines, String name) throws UsageException {
      List<ZoneLine> zones = new ArrayList<>();
      List<ZoneLink> links = new ArrayList<>();
      Set<Object> said = new HashSet<>();
      for (int i = 0; i < lines.size(); i++) {
        String where = name + ", line " + (i + 1) + ": ";
        String line = lines.get(i).replaceFirst("#.*", "").strip();
        List<String> words = List.of(line.split("\\s+", -1));
        try {
          switch (words.getFirst()) {
            case "" -> {}
            case "zone" -> {
              ZoneLine zone = ZoneLine.parse(words);
              require(said.add(zone.zone), "zone " + zone.zone.path() + " has a line already");
              zones.add(zone);
            }
            case "link" -> {
              for (ZoneLink link : ZoneFile.links(words)) {
                String way = link.from().path() + " to " + link.to().path();
                require(said.add(List.of(link.from(), link.to())), "two links from " + way);
                links.add(link);
              }
            }
            default ->
                throw new IllegalArgumentException(
                    "`" + words.getFirst() + "`: a line begins with zone or link");
          }
        } catch (IllegalArgumentException e) {
          throw new UsageException(where + e.getMessage(), e);
        }
      }
      return new Lines(zones, links);
    }
  }

  /// Of two that say the same thing, or another, nobody knows which one was meant.
  private static void require(boolean first, String twice) {
    if (!first) {
      throw new IllegalArgumentException(twice + ": leave one out");
    }
  }

  private record ZoneLine(Zone zone, Optional<Integer> nodes, List<Long> ups, List<Long> downs) {
    static ZoneLine parse(List<String> words) {
      if (words.size() % 2 != 0) {
        throw new IllegalArgumentException(
            "write `zone NAME`, then `nodes N`, `up RATE`, `down RATE` as needed");
      }
      Optional<Integer> nodes = Optional.empty();
      List<Long> ups = List.of();
      List<Long> downs = List.of();
      Set<String> said = new HashSet<>();
      for (int i = 2; i < words.size(); i += 2) {
        String value = words.get(i + 1);
        require(said.add(words.get(i)), "`" + words.get(i) + "` twice");
        switch (words.get(i)) {
          case "nodes" -> nodes = Optional.of(count(value));
          case "up" -> ups = rates(value);
          case "down" -> downs = rates(value);
          default ->
              throw new IllegalArgumentException(
                  "`" + words.get(i) + "`: a zone has nodes, up and down");
        }
      }
      return new ZoneLine(new Zone(words.get(1)), nodes, ups, downs);
    }

    private static int count(String text) {
      if (!text.matches("[1-9][0-9]{0,6}")) {
        throw new IllegalArgumentException("`" + text + "` is not a number of nodes");
      }
      return Integer.parseInt(text);
    }
  }

  /// `1Gbit/s,100Mbit/s`: rates that receivers take in turn.
  static List<Long> rates(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(rate -> Rate.parse(rate).bytesPerSecond())
        .toList();
  }
}
