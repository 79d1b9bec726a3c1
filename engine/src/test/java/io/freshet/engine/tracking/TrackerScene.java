package io.freshet.engine.tracking;

import static io.freshet.engine.Pictures.letter;
import static io.freshet.engine.Pictures.node;
import static io.freshet.engine.Pictures.where;

import io.freshet.content.Hash;
import io.freshet.content.InfoHash;
import io.freshet.engine.ExtentSet;
import io.freshet.engine.ExtentSizes;
import io.freshet.engine.Failure;
import io.freshet.engine.Landmark;
import io.freshet.engine.Membership;
import io.freshet.engine.Priority;
import io.freshet.engine.Report;
import io.freshet.engine.Zone;
import io.freshet.engine.ZoneLink;
import io.freshet.engine.planning.Assignment;
import io.freshet.engine.tracking.TrackerEvent.Reach;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// A tracker's engine in a drawn swarm: nodes are letters; `#` is held, `.` is wanted, `x` is
/// wanted and will not be held whole, a blank is not wanted. Each extent is 1 MiB.
final class TrackerScene {
  static final int CREDITS = 1_024;

  private static final long SECOND = 1_000_000_000L;

  private final TrackerEngine engine;
  private final int extents;
  private long nowNanos = SECOND;
  private InfoHash swarm = name(1);
  private final Map<Character, Integer> credits = new TreeMap<>();

  /// What each node was last assigned and has not reported, as a picture of sources.
  private final Map<Character, char[]> plans = new TreeMap<>();

  private final List<Assignment> assignments = new ArrayList<>();
  private final List<String> said = new ArrayList<>();
  private final Set<Landmark> passed = EnumSet.noneOf(Landmark.class);

  TrackerScene(int extents) {
    this(extents, List.of());
  }

  TrackerScene(int extents, List<ZoneLink> links) {
    this(extents, 1 << 20, links);
  }

  TrackerScene(int extents, int extentBytes, List<ZoneLink> links) {
    this.extents = extents;
    engine = new TrackerEngine(1, links);
    tell(new TrackerEvent.Opened(swarm, ExtentSizes.even(extents, extentBytes), Priority.NORMAL));
  }

  private static InfoHash name(int number) {
    return new InfoHash(new Hash(0, 0, 0, number));
  }

  /// From now on this is about another release of as many extents.
  TrackerScene swarm(int number) {
    return swarm(number, Priority.NORMAL);
  }

  TrackerScene swarm(int number, Priority priority) {
    swarm = name(number);
    plans.clear();
    return tell(new TrackerEvent.Opened(swarm, ExtentSizes.even(extents, 1 << 20), priority));
  }

  TrackerScene closes() {
    return tell(new TrackerEvent.Closed(swarm));
  }

  TrackerScene tell(TrackerEvent event) {
    for (TrackerEffect effect : engine.apply(event, nowNanos)) {
      switch (effect) {
        case TrackerEffect.Assign(var to, _, var plan) -> assign(letter(to), plan);
        case TrackerEffect.Revoke(var to, _, var source) ->
            said.add("revoke " + letter(source) + " at " + letter(to));
        case TrackerEffect.Introduce(var to, _, var neighbours) -> {
          StringBuilder names = new StringBuilder();
          neighbours.forEach(neighbour -> names.append(letter(neighbour)));
          said.add("introduce " + names + " to " + letter(to));
        }
        case TrackerEffect.Passed(var landmark) -> passed.add(landmark);
      }
    }
    if (!engine.invariantsHold()) {
      throw new AssertionError("invariants don't hold after " + event);
    }
    return this;
  }

  private void assign(char to, List<Assignment> plan) {
    char[] picture = plan(to);
    for (Assignment assignment : plan) {
      for (int extent : assignment.extents()) {
        char source = letter(assignment.sources().getFirst());
        picture[extent] = picture[extent] == '.' ? source : '+';
      }
    }
    assignments.addAll(plan);
  }

  private char[] plan(char node) {
    return plans.computeIfAbsent(
        node,
        _ -> {
          char[] none = new char[extents];
          Arrays.fill(none, '.');
          return none;
        });
  }

  /// A node arrives, is dialled with success and joins.
  TrackerScene joins(char node, String picture) {
    return arrives(node, Reach.REACHABLE).joinsOnly(node, picture, CREDITS, List.of());
  }

  TrackerScene joins(char node, String picture, int credits) {
    return arrives(node, Reach.REACHABLE).joinsOnly(node, picture, credits, List.of());
  }

  TrackerScene joins(char node, String picture, Reach reach) {
    return arrives(node, reach).joinsOnly(node, picture, CREDITS, List.of());
  }

  /// A node joins that is already fetching the extents drawn as `#` from a source.
  TrackerScene joinsFetching(char node, String picture, char source, String flight) {
    int[] coming = where('#', flight).toArray();
    return arrives(node, Reach.REACHABLE)
        .joinsOnly(node, picture, CREDITS, List.of(new Report.Delivery(node(source), coming)));
  }

  /// A node arrives that stands in a zone, is dialled with success and joins.
  TrackerScene joins(char node, Zone zone, String picture) {
    return tell(new TrackerEvent.Arrived(node(node), zone, Reach.REACHABLE))
        .joinsOnly(node, picture, CREDITS, List.of());
  }

  private TrackerScene arrives(char node, Reach reach) {
    return tell(new TrackerEvent.Arrived(node(node), Zone.UNKNOWN, reach));
  }

  TrackerScene joinsOnly(char node, String picture, int granted, List<Report.Delivery> inFlight) {
    ExtentSet partial = where('x', picture);
    ExtentSet wanted = where('.', picture);
    for (int e = partial.next(0); e >= 0; e = partial.next(e + 1)) {
      wanted.add(e);
    }
    credits.put(node, granted);
    plans.remove(node);
    Membership membership = new Membership(where('#', picture), wanted, partial, inFlight, granted);
    return tell(new TrackerEvent.Joined(node(node), swarm, membership));
  }

  TrackerScene dialled(char node, Reach reach) {
    return tell(new TrackerEvent.Dialled(node(node), reach, 0));
  }

  TrackerScene answersAfter(double seconds, char node) {
    long tookNanos = (long) (seconds * SECOND);
    return tell(new TrackerEvent.Dialled(node(node), Reach.REACHABLE, tookNanos));
  }

  TrackerScene departs(char node) {
    plans.remove(node);
    return tell(new TrackerEvent.Departed(node(node)));
  }

  /// A node reports extents that came from a source.
  TrackerScene got(char node, char source, int... extents) {
    for (int extent : extents) {
      plan(node)[extent] = '.';
    }
    return report(
        node,
        List.of(new Report.Delivery(node(source), extents)),
        new int[0],
        List.of(),
        new int[0]);
  }

  TrackerScene lost(char node, int... extents) {
    return report(node, List.of(), extents, List.of(), new int[0]);
  }

  /// A node reports that a source failed, and gives the extents back.
  TrackerScene returned(char node, char source, Failure failure, int... extents) {
    for (int extent : extents) {
      plan(node)[extent] = '.';
    }
    return report(
        node,
        List.of(),
        new int[0],
        List.of(new Report.Refusal(node(source), failure, extents)),
        extents);
  }

  private TrackerScene report(
      char node,
      List<Report.Delivery> delivered,
      int[] withdrawn,
      List<Report.Refusal> refused,
      int[] returned) {
    int granted = credits.getOrDefault(node, CREDITS);
    Report report = new Report(delivered, withdrawn, refused, returned, granted);
    return tell(new TrackerEvent.Reported(node(node), swarm, report));
  }

  TrackerScene passes(double seconds) {
    long untilNanos = nowNanos + (long) (seconds * SECOND);
    while (nowNanos < untilNanos) {
      nowNanos += TrackerEngine.TICK_NANOS;
      tell(new TrackerEvent.Tick());
    }
    return this;
  }

  /// From whom a node was told to fetch each extent that it has not reported: a letter, `+` for a
  /// second time.
  String planOf(char node) {
    return new String(plan(node));
  }

  /// Every assignment since this was last asked.
  List<Assignment> assignments() {
    List<Assignment> taken = List.copyOf(assignments);
    assignments.clear();
    return taken;
  }

  List<String> says() {
    List<String> taken = List.copyOf(said);
    said.clear();
    return taken;
  }

  boolean passed(Landmark landmark) {
    return passed.contains(landmark);
  }
}
