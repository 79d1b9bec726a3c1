package io.freshet.app;

import io.freshet.app.console.Human;
import io.freshet.app.console.JsonObject;
import io.freshet.app.console.Table;
import io.freshet.app.console.Table.Column;
import io.freshet.engine.Failure;
import io.freshet.engine.NodeId;
import io.freshet.engine.tracking.TrackerEvent.Reach;
import io.freshet.node.control.TrackerStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// A tracker's status as people and as programs read it.
///
/// @param trackerHost stands for the host of nodes that run on the tracker's own machine; may be
///   empty
record StatusWords(TrackerStatus status, String trackerHost) {
  /// Enough digits to tell 10,000 nodes apart: two of them are alike once in 86 such swarms.
  static final int NODE_DIGITS = 8;

  /// Troubles that are shown of one node: the latest say enough, `--json` says all.
  private static final int TROUBLES_SHOWN_MAX = 2;

  List<String> lines() {
    var lines = new ArrayList<String>();
    for (var swarm : status.swarms()) {
      if (!lines.isEmpty()) lines.add("");
      lines.addAll(lines(swarm));
    }
    if (lines.isEmpty())
      lines.add(
          "no release is held or fetched by any node; "
              + Human.count(status.nodes(), "node")
              + " connected");
    return lines;
  }

  private List<String> lines(TrackerStatus.Swarm swarm) {
    var release = swarm.release();
    var lines = new ArrayList<String>();
    lines.add(
        release.label()
            + " · "
            + Human.size(release.bytes())
            + " · "
            + Human.count(swarm.members().size(), "node")
            + ", "
            + (swarm.copies() == 1 ? "1 with all of it" : swarm.copies() + " with all of it")
            + " · "
            + release.infoHash().hex());
    if (swarm.members().isEmpty()) {
      lines.add("  nobody is here that holds or fetches it");
      return lines;
    }
    var table =
        new Table(
            Column.left("NODE"),
            Column.left("ADDRESS"),
            Column.left("ZONE"),
            Column.right("HELD"),
            Column.right("UP"),
            Column.right("DOWN"),
            Column.right("CONNECTED"),
            Column.left("NOTES"));
    swarm.members().stream()
        .sorted(Comparator.comparing(TrackerStatus.Member::attached).reversed())
        .forEach(member -> table.row(row(swarm, member)));
    table.lines().forEach(line -> lines.add("  " + line));
    return lines;
  }

  private List<String> row(TrackerStatus.Swarm swarm, TrackerStatus.Member member) {
    return List.of(
        shortId(member.node()),
        addressWords(member),
        member.zone().path(),
        held(swarm, member),
        Human.rate((double) member.upRate()),
        Human.rate((double) member.downRate()),
        Human.duration(member.attached()),
        notes(member));
  }

  private String addressWords(TrackerStatus.Member member) {
    String address = address(member);
    if (address.isEmpty()) return "(serves nobody)";
    return address.startsWith(":") ? "(tracker)" + address : address;
  }

  /// Where it serves; empty for who serves nobody. A node on the tracker's own machine has no host
  /// in what the tracker says: it is wherever the tracker was reached.
  private String address(TrackerStatus.Member member) {
    if (!member.address().startsWith(":") || trackerHost.isEmpty()) return member.address();
    return (trackerHost.indexOf(':') < 0 ? trackerHost : "[" + trackerHost + "]")
        + member.address();
  }

  /// By extents, as copies are counted; by bytes only where they can tell more.
  private static String held(TrackerStatus.Swarm swarm, TrackerStatus.Member member) {
    if (member.heldExtents() >= swarm.extents()) return "100 %";
    return Human.percent(member.heldExtents(), swarm.extents());
  }

  private static String notes(TrackerStatus.Member member) {
    var notes = new ArrayList<String>();
    if (member.paused()) notes.add("paused");
    if (member.reach() == Reach.UNREACHABLE) notes.add("cannot be reached");
    member.troubles().stream()
        .sorted(Comparator.comparing(TrackerStatus.Trouble::ago))
        .limit(TROUBLES_SHOWN_MAX)
        .forEach(trouble -> notes.add(words(trouble)));
    int more = member.troubles().size() - TROUBLES_SHOWN_MAX;
    if (more > 0) notes.add("trouble with " + more + " more");
    return String.join("; ", notes);
  }

  /// `3 × 0a1b2c3d stalled, 12 s ago`
  private static String words(TrackerStatus.Trouble trouble) {
    return (trouble.count() > 1 ? trouble.count() + " × " : "")
        + shortId(trouble.source())
        + " "
        + words(trouble.failure())
        + ", "
        + Human.duration(trouble.ago())
        + " ago";
  }

  private static String words(Failure failure) {
    return switch (failure) {
      case BUSY -> "was busy";
      case NOT_HELD -> "lacked what it had announced";
      case BROKEN -> "broke the connection";
      case STALLED -> "stalled";
      case CORRUPT -> "sent wrong bytes";
    };
  }

  static String shortId(NodeId node) {
    return node.hex().substring(0, NODE_DIGITS);
  }

  JsonObject json() {
    return new JsonObject()
        .put("tracker", status.tracker().hex())
        .put("program", status.program())
        .put("nodes", status.nodes())
        .put("swarms", status.swarms().stream().map(this::json).toList());
  }

  private JsonObject json(TrackerStatus.Swarm swarm) {
    return new JsonObject()
        .put("release", LsCommand.json(swarm.release()))
        .put("extents", swarm.extents())
        .put("copies", swarm.copies())
        .put("members", swarm.members().stream().map(this::json).toList());
  }

  private JsonObject json(TrackerStatus.Member member) {
    var received = new JsonObject();
    for (var share : member.received()) received.put(share.source().hex(), share.bytes());
    return new JsonObject()
        .put("node", member.node().hex())
        .put("address", address(member))
        .put("zone", member.zone().path())
        .put("reach", lower(member.reach()))
        .put("held_extents", member.heldExtents())
        .put("wanted_extents", member.wantedExtents())
        .put("held_bytes", member.heldBytes())
        .put("up_rate", member.upRate())
        .put("down_rate", member.downRate())
        .put("connected_seconds", member.attached().toMillis() / 1000.0)
        .put("program", member.program())
        .put("received", received)
        .put("troubles", member.troubles().stream().map(StatusWords::json).toList())
        .put("paused", member.paused());
  }

  private static JsonObject json(TrackerStatus.Trouble trouble) {
    return new JsonObject()
        .put("source", trouble.source().hex())
        .put("failure", lower(trouble.failure()))
        .put("count", trouble.count())
        .put("seconds_ago", trouble.ago().toMillis() / 1000.0);
  }

  private static String lower(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT);
  }
}
