package io.freshet.app.simulating;

import io.freshet.app.arguments.Arguments;
import io.freshet.app.arguments.Option;
import io.freshet.app.arguments.Reading;
import io.freshet.app.arguments.UsageException;
import io.freshet.app.values.Durations;
import io.freshet.app.values.Rate;
import io.freshet.app.values.Size;
import io.freshet.content.PieceLength;
import io.freshet.engine.Zone;
import io.freshet.engine.fetching.NodeEngine.Mode;
import io.freshet.sim.Distribution;
import io.freshet.sim.Group;
import io.freshet.sim.Payload;
import io.freshet.sim.PublishedCase;
import io.freshet.sim.Site;
import io.freshet.sim.Troubles;
import io.freshet.sim.Troubles.Affected;
import io.freshet.sim.Troubles.Slowness;
import io.freshet.sim.scenario.MachineSpec;
import io.freshet.sim.scenario.MachineSpec.Rates;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// What the command line of `freshet sim` asks for.
public record Question(Distribution distribution, Optional<PublishedCase> published) {
  private static final Option<Integer> NODES =
      new Option<>("nodes", Reading.COUNT, "so many receivers; 100 if left out");

  private static final Option<Size> SIZE =
      new Option<>("size", Reading.SIZE, "what the release weighs; 10GB if left out");

  private static final Option<Size> PIECE_LENGTH =
      new Option<>(
          "piece-length",
          Reading.SIZE,
          "a power of two from 16K to 16M; by itself it follows from the size");

  private static final Reading<List<Long>> RATES = new Reading<>("RATE[,RATE]", ZoneFile::rates);

  private static final Option<List<Long>> UP =
      new Option<>(
          "up", RATES, "what receivers send; several are taken in turn; 1Gbit/s if left out");

  private static final Option<List<Long>> DOWN =
      new Option<>("down", RATES, "what they receive, likewise; 1Gbit/s if left out");

  private static final Option<Rate> ORIGIN_UP =
      new Option<>(
          "origin-up", Reading.RATE, "what the origin sends; as the first receiver if left out");

  private static final Option<Duration> LATENCY =
      new Option<>(
          "latency", Reading.DURATION, "a round trip between any two machines; 1ms if left out");

  private static final Option<Integer> SLOTS_UP =
      new Option<>("slots-up", Reading.COUNT, "a machine sends to so many at once; 8 if left out");

  private static final Option<Integer> ZONES =
      new Option<>(
          "zones",
          Reading.COUNT,
          "spread the receivers over so many zones; the origin is in the first");

  private static final Option<Rate> ZONE_LINK =
      new Option<>("zone-link", Reading.RATE, "what goes from one zone to another, all together");

  private static final Option<Path> LINKS =
      new Option<>(
          "links", Reading.PATH.as("FILE"), "zones and links from a file (docs/simulator.md)");

  private static final Option<Slowness> SLOW =
      new Option<>(
          "slow",
          new Reading<>("EVERY:FACTOR", Question::slowness),
          "16:100 makes every 16th receiver 100 times slower, 16:100:sending only what it sends");

  private static final Option<Integer> DROP_OUTS =
      new Option<>("drop-outs", Reading.COUNT, "so many receivers end midway, for good");

  private static final Option<Duration> JOINS =
      new Option<>(
          "joins", Reading.DURATION, "half of the receivers come one by one, over so long");

  private static final Option<Double> FAILURES =
      new Option<>(
          "failures",
          new Reading<>("SHARE", Question::share),
          "this share of transfers breaks off midway: 1/50 or 0.02");

  private static final Option<Integer> SEED =
      new Option<>(
          "seed", Reading.COUNT, "another number is another run of the same; 1 if left out");

  private static final Option<Boolean> TRACKERLESS =
      Option.flag("trackerless", "nodes pick for themselves, rarest first, without a tracker");

  private static final Option<PublishedCase> CASE =
      new Option<>(
          "case",
          new Reading<>("kraken|lanscatter", Question::published),
          "what others have published, with their figures beside ours");

  /// What a case decides by itself.
  private static final List<Option<?>> OWN =
      List.of(
          NODES,
          SIZE,
          PIECE_LENGTH,
          UP,
          DOWN,
          ORIGIN_UP,
          LATENCY,
          SLOTS_UP,
          ZONES,
          ZONE_LINK,
          LINKS,
          SLOW,
          DROP_OUTS,
          JOINS,
          FAILURES);

  private static final List<Option<?>> ANYWAY = List.of(SEED, TRACKERLESS, CASE);

  private static final long GIGABIT = 125_000_000;
  private static final int NODES_DEFAULT = 100;
  private static final long BYTES_DEFAULT = 10_000_000_000L;

  /// Ten times what one tracker is made for.
  static final int NODES_MAX = 100_000;

  /// After 5 s without an answer both sides give a connection up.
  private static final String LATENCY_MAX = "2s";

  /// Heartbeats and ticks are simulated all the while.
  private static final String JOINS_MAX = "30d";

  public static List<Option<?>> options() {
    return Stream.concat(OWN.stream(), ANYWAY.stream()).toList();
  }

  public static Question read(Arguments arguments) throws UsageException, IOException {
    Optional<PublishedCase> published = arguments.value(CASE);
    long seed = arguments.value(SEED).orElse(1);
    Mode mode = arguments.has(TRACKERLESS) ? Mode.ALONE : Mode.TRACKED;
    if (published.isPresent()) {
      for (Option<?> option : OWN) {
        if (arguments.value(option).isPresent()) {
          throw new UsageException("--" + option.name() + " is decided by --case: leave one out");
        }
      }
      return new Question(published.get().distribution(mode, seed), published);
    }
    try {
      return new Question(
          new Distribution(payload(arguments), site(arguments), troubles(arguments), mode, seed),
          published);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private static Payload payload(Arguments arguments) throws UsageException {
    long bytes = arguments.value(SIZE).map(Size::bytes).orElse(BYTES_DEFAULT);
    if (bytes < 1) {
      throw new UsageException("--size of nothing: write what the release weighs, 10GB");
    }
    Optional<Size> length = arguments.value(PIECE_LENGTH);
    if (length.isPresent() && !PieceLength.isValid(length.get().bytes())) {
      throw new UsageException(
          "--piece-length of " + length.get() + ": write a power of two from 16K to 16M");
    }
    return length.isPresent() ? new Payload(bytes, (int) length.get().bytes()) : Payload.of(bytes);
  }

  private static Site site(Arguments arguments) throws UsageException, IOException {
    int nodes = within(arguments, NODES, NODES_DEFAULT, NODES_MAX);
    Group all =
        new Group(
            Zone.UNKNOWN,
            nodes,
            arguments.value(UP).orElse(List.of(GIGABIT)),
            arguments.value(DOWN).orElse(List.of(GIGABIT)));
    ZoneFile zones = zones(arguments, all);
    long originUp =
        arguments
            .value(ORIGIN_UP)
            .map(Rate::bytesPerSecond)
            .orElse(zones.groups().getFirst().ups().getFirst());
    long latencyNanos =
        within(arguments, LATENCY, Duration.ofNanos(Site.ROUND_TRIP_NANOS), LATENCY_MAX);
    if (latencyNanos == 0) {
      throw new UsageException("--latency of nothing: write 1us at least");
    }
    return new Site(
        new Rates(originUp, originUp),
        zones.groups(),
        zones.links(),
        latencyNanos,
        within(arguments, SLOTS_UP, MachineSpec.UPLOAD_SLOTS, 256));
  }

  private static ZoneFile zones(Arguments arguments, Group all) throws UsageException, IOException {
    boolean counted = arguments.value(ZONES).isPresent();
    if (counted != arguments.value(ZONE_LINK).isPresent()) {
      throw new UsageException(
          "--zones and --zone-link go together: --zones 3 --zone-link 1Gbit/s");
    }
    Optional<Path> file = arguments.value(LINKS);
    if (counted && file.isPresent()) {
      throw new UsageException("--links has the zones already: leave out --zones and --zone-link");
    }
    if (file.isPresent()) {
      ZoneFile read = ZoneFile.read(file.get(), all);
      int placed = read.groups().stream().mapToInt(Group::count).sum();
      if (arguments.value(NODES).isPresent() && placed != all.count()) {
        throw new UsageException(
            file.get()
                + " places "
                + placed
                + " nodes, not "
                + all.count()
                + ": leave out --nodes, or the `nodes` of a zone, which then takes the rest");
      }
      return read;
    }
    if (counted) {
      int zones = within(arguments, ZONES, 1, all.count());
      return ZoneFile.even(zones, arguments.value(ZONE_LINK).orElseThrow(), all);
    }
    return new ZoneFile(List.of(all), List.of());
  }

  private static Troubles troubles(Arguments arguments) throws UsageException {
    return new Troubles(
        arguments.value(SLOW).orElse(Slowness.NONE),
        arguments.value(DROP_OUTS).orElse(0),
        within(arguments, JOINS, Duration.ZERO, JOINS_MAX),
        arguments.value(FAILURES).orElse(0.0));
  }

  private static int within(Arguments arguments, Option<Integer> option, int otherwise, int most)
      throws UsageException {
    int value = arguments.value(option).orElse(otherwise);
    if (value < 1 || value > most) {
      throw new UsageException(
          "--" + option.name() + " " + value + ": write a number from 1 to " + most);
    }
    return value;
  }

  private static long within(
      Arguments arguments, Option<Duration> option, Duration otherwise, String most)
      throws UsageException {
    Duration value = arguments.value(option).orElse(otherwise);
    if (value.compareTo(Durations.parse(most)) > 0) {
      throw new UsageException("--" + option.name() + ": write " + most + " at most");
    }
    return value.toNanos();
  }

  private static Slowness slowness(String text) {
    String[] parts = text.split(":", -1);
    boolean sending = parts.length == 3 && parts[2].equals("sending");
    if ((parts.length != 2 && !sending)
        || !parts[0].matches("[0-9]{1,6}")
        || !parts[1].matches("[0-9]{1,6}([.][0-9]{1,6})?")) {
      throw new IllegalArgumentException("`" + text + "`: write 16:100, or 16:100:sending");
    }
    return new Slowness(
        Integer.parseInt(parts[0]),
        Double.parseDouble(parts[1]),
        sending ? Affected.SENDING : Affected.BOTH_WAYS);
  }

  private static double share(String text) {
    if (text.matches("[0-9]{1,9}/[1-9][0-9]{0,8}")) {
      int slash = text.indexOf('/');
      double share =
          Double.parseDouble(text.substring(0, slash))
              / Double.parseDouble(text.substring(slash + 1));
      if (share < 1) {
        return share;
      }
    }
    if (text.matches("0?[.][0-9]{1,9}|0")) {
      return Double.parseDouble(text);
    }
    throw new IllegalArgumentException("`" + text + "` is not a share: write 1/50 or 0.02");
  }

  private static PublishedCase published(String text) {
    return Arrays.stream(PublishedCase.values())
        .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("`" + text + "`: write kraken or lanscatter"));
  }
}
