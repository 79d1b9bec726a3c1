package io.freshet.engine.fetching;

import static io.freshet.engine.Pictures.letter;
import static io.freshet.engine.Pictures.node;
import static io.freshet.engine.Pictures.where;

import io.freshet.engine.ExtentSet;
import io.freshet.engine.ExtentSizes;
import io.freshet.engine.Failure;
import io.freshet.engine.Landmark;
import io.freshet.engine.NodeId;
import io.freshet.engine.Report;
import io.freshet.engine.fetching.NodeEngine.Mode;
import io.freshet.engine.fetching.NodeEvent.Ending;
import io.freshet.engine.planning.Assignment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One node's engine in a drawn situation: `#` is held, `.` is missing, `x` is missing and will not
/// be held whole, a blank is not wanted. Sources are letters; each extent is 1 MiB.
final class NodeScene {
  private static final long SECOND = 1_000_000_000L;

  private static final NodeId SELF = node('z');

  private final NodeEngine engine;
  private final int extents;
  private long nowNanos = SECOND;

  /// Requests that are open, in order.
  private final Map<Long, NodeEffect.Fetch> open = new LinkedHashMap<>();

  private final List<String> said = new ArrayList<>();
  private final Set<Landmark> passed = EnumSet.noneOf(Landmark.class);

  private NodeScene(String picture, Mode mode) {
    extents = picture.length();
    ExtentSet wanted = where('.', picture);
    ExtentSet partial = where('x', picture);
    for (int e = partial.next(0); e >= 0; e = partial.next(e + 1)) {
      wanted.add(e);
    }
    engine =
        new NodeEngine(
            SELF,
            ExtentSizes.even(extents, 1 << 20),
            where('#', picture),
            wanted,
            partial,
            mode,
            1);
  }

  /// A node that has no tracker.
  static NodeScene alone(String picture) {
    return new NodeScene(picture, Mode.ALONE);
  }

  /// A node whose tracker listens and has not planned anything yet.
  static NodeScene tracked(String picture) {
    return new NodeScene(picture, Mode.TRACKED).tell(new NodeEvent.TrackerAttached());
  }

  NodeScene tell(NodeEvent event) {
    for (NodeEffect effect : engine.apply(event, nowNanos)) {
      switch (effect) {
        case NodeEffect.Fetch fetch -> {
          open.put(fetch.request(), fetch);
          said.add("fetch " + draw(fetch.source(), fetch.extents()));
        }
        case NodeEffect.Cancel(var request) ->
            said.add("cancel " + letter(opened(request).source()));
        case NodeEffect.Tell(var report) -> said.add(draw(report));
        case NodeEffect.Listen(var peer) -> said.add("listen " + letter(peer));
        case NodeEffect.Unlisten(var peer) -> said.add("unlisten " + letter(peer));
        case NodeEffect.Rejoin _ -> said.add("rejoin");
        case NodeEffect.Completed _ -> said.add("completed");
        case NodeEffect.Passed(var landmark) -> passed.add(landmark);
      }
    }
    if (!engine.invariantsHold()) {
      throw new AssertionError("invariants don't hold after " + event);
    }
    return this;
  }

  /// Meets a peer and hears what it holds.
  NodeScene hears(char peer, String picture) {
    tell(new NodeEvent.PeerMet(node(peer)));
    return tell(new NodeEvent.PeerHolds(node(peer), where('#', picture)));
  }

  /// The tracker assigns the extents drawn as `#`, from these sources in order.
  NodeScene assigned(String picture, String sources) {
    List<NodeId> ids = new ArrayList<>();
    for (int i = 0; i < sources.length(); i++) {
      ids.add(node(sources.charAt(i)));
    }
    Assignment assignment = new Assignment(where('#', picture).toArray(), ids, 10 * SECOND);
    return tell(new NodeEvent.Assigned(List.of(assignment)));
  }

  /// The oldest request to this source brings one of its extents.
  NodeScene arrives(char source, int extent) {
    return tell(new NodeEvent.Arrived(request(source), extent));
  }

  NodeScene ends(char source) {
    return ended(source, new Ending.Complete());
  }

  NodeScene cancelled(char source) {
    return ended(source, new Ending.Cancelled());
  }

  NodeScene fails(char source, Failure failure) {
    return ended(source, new Ending.Failed(failure));
  }

  private NodeScene ended(char source, Ending ending) {
    long request = request(source);
    open.remove(request);
    return tell(new NodeEvent.Ended(request, ending));
  }

  NodeScene settles() {
    return tell(new NodeEvent.Settled());
  }

  /// Time passes, tick by tick.
  NodeScene passes(double seconds) {
    long untilNanos = nowNanos + (long) (seconds * SECOND);
    while (nowNanos < untilNanos) {
      nowNanos += NodeEngine.TICK_NANOS;
      tell(new NodeEvent.Tick());
    }
    return this;
  }

  /// What the node said since this was last asked.
  List<String> says() {
    List<String> taken = List.copyOf(said);
    said.clear();
    return taken;
  }

  /// From whom each extent is on its way: a letter, `+` for two sources, `.` for none.
  String coming() {
    char[] picture = new char[extents];
    Arrays.fill(picture, '.');
    for (NodeEffect.Fetch fetch : open.values()) {
      for (int extent : fetch.extents()) {
        picture[extent] = picture[extent] == '.' ? letter(fetch.source()) : '+';
      }
    }
    return new String(picture);
  }

  NodeEngine engine() {
    return engine;
  }

  boolean passed(Landmark landmark) {
    return passed.contains(landmark);
  }

  private long request(char source) {
    for (Map.Entry<Long, NodeEffect.Fetch> entry : open.entrySet()) {
      if (entry.getValue().source().equals(node(source))) {
        return entry.getKey();
      }
    }
    throw new AssertionError("nothing is asked of " + source + ": " + coming());
  }

  private NodeEffect.Fetch opened(long request) {
    NodeEffect.Fetch fetch = open.get(request);
    if (fetch == null) {
      throw new AssertionError("request " + request + " is not open");
    }
    return fetch;
  }

  private String draw(NodeId source, int[] set) {
    char[] picture = new char[extents];
    Arrays.fill(picture, '.');
    for (int extent : set) {
      picture[extent] = letter(source);
    }
    return new String(picture);
  }

  private String draw(Report report) {
    StringBuilder line = new StringBuilder("tell");
    for (Report.Delivery delivery : report.delivered()) {
      line.append(" got ").append(draw(delivery.source(), delivery.extents()));
    }
    for (Report.Refusal refusal : report.refused()) {
      line.append(" ").append(refusal.failure()).append(" ");
      line.append(draw(refusal.source(), refusal.extents()));
    }
    line.append(
        report.withdrawn().length == 0 ? "" : " lost " + draw(node('#'), report.withdrawn()));
    line.append(report.returned().length == 0 ? "" : " back " + draw(node('#'), report.returned()));
    line.append(
        report.credits() == NodeEngine.CREDITS ? "" : " with " + report.credits() + " credits");
    return line.toString();
  }
}
