package io.freshet.app;

import io.freshet.app.arguments.Arguments;
import io.freshet.app.arguments.LogLevel;
import io.freshet.app.arguments.Option;
import io.freshet.app.arguments.Reading;
import io.freshet.app.arguments.Syntax;
import io.freshet.app.arguments.UsageException;
import io.freshet.app.console.Console;
import io.freshet.app.running.Reins;
import io.freshet.app.running.Standing;
import io.freshet.app.values.ListenAddress;
import io.freshet.app.values.Rate;
import io.freshet.app.values.RateSchedule;
import io.freshet.app.values.Version;
import io.freshet.engine.NodeId;
import io.freshet.engine.Zone;
import io.freshet.node.Node;
import io.freshet.node.NodeConfig;
import io.freshet.node.catalog.ChannelName;
import io.freshet.node.control.Address;
import io.freshet.node.control.Follow;
import io.freshet.node.trace.Trace;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The options of every command that runs a node.
final class NodeOptions {
  static final Option<ListenAddress> LISTEN =
      new Option<>(
          "listen", Reading.LISTEN, "where other machines reach this one; port 0 is any free one");

  static final Option<Address> ADVERTISE =
      new Option<>(
          "advertise",
          Reading.ADDRESS,
          "the address that others shall use instead of the one they see");

  static final Option<RateSchedule> LIMIT_UP =
      new Option<>(
          "limit-up",
          Reading.SCHEDULE,
          "send no more than this: 20MB/s, 100Mbit/s, or 08:00-18:00=20MB/s,else=unlimited");

  static final Option<RateSchedule> LIMIT_DOWN =
      new Option<>("limit-down", Reading.SCHEDULE, "fetch no more than this");

  static final Option<Integer> SLOTS_UP =
      new Option<>("slots-up", Reading.COUNT, "send to so many at once; 8 if left out");

  static final Option<Integer> SLOTS_DOWN =
      new Option<>("slots-down", Reading.COUNT, "fetch from so many at once; 64 if left out");

  static final Option<String> ZONE =
      new Option<>("zone", Reading.TEXT.as("PATH"), "where this machine stands: eu/hall-2/rack-7");

  static final Option<Path> TRACE =
      new Option<>(
          "trace", Reading.PATH.as("FILE"), "write down where the time goes (docs/trace.md)");

  static final Option<Boolean> JSON = Option.flag("json", "one JSON object a line");

  /// Each is a connection at work: more of them only share what there is.
  private static final int SLOTS_MAX = 256;

  private static final List<Option<?>> ALL =
      List.of(
          LISTEN,
          ADVERTISE,
          LIMIT_UP,
          LIMIT_DOWN,
          SLOTS_UP,
          SLOTS_DOWN,
          ZONE,
          TRACE,
          Niceness.NICE);

  private NodeOptions() {}

  /// What a command that runs a node takes: its own options, then those of every node.
  static List<Option<?>> after(Option<?>... own) {
    List<Option<?>> options = new ArrayList<>(List.of(own));
    options.addAll(ALL);
    options.add(JSON);
    return List.copyOf(options);
  }

  /// The node, with what it shall write down.
  static Node open(NodeConfig config, Arguments arguments) throws IOException {
    Optional<Path> trace = arguments.value(TRACE);
    return Node.open(config, trace.isPresent() ? TraceFile.create(trace.get()) : Trace.OFF);
  }

  /// The same for a node that has a name already.
  static Node open(NodeConfig config, Optional<NodeId> id, Arguments arguments) throws IOException {
    if (id.isEmpty()) return open(config, arguments);
    Optional<Path> trace = arguments.value(TRACE);
    return Node.open(
        config, id.get(), trace.isPresent() ? TraceFile.create(trace.get()) : Trace.OFF);
  }

  /// How the node shall be set up, listening on this port of every address unless told otherwise.
  static NodeConfig config(Arguments arguments, int port) throws UsageException {
    int slotsUp = slots(arguments, SLOTS_UP, NodeConfig.UPLOAD_SLOTS);
    int slotsDown = slots(arguments, SLOTS_DOWN, NodeConfig.DOWNLOAD_SLOTS);
    String zone = arguments.value(ZONE).orElse("");
    if (zone.length() > Zone.PATH_LENGTH_MAX) {
      throw new UsageException(
          "--zone has " + zone.length() + " characters: " + Zone.PATH_LENGTH_MAX + " are the most");
    }
    var listen =
        arguments
            .value(LISTEN)
            .map(ListenAddress::socketAddress)
            .orElseGet(() -> new InetSocketAddress(port));
    if (listen.isUnresolved()) {
      throw new UsageException(
          "--listen: no host is called "
              + listen.getHostString()
              + ": write an address of this machine");
    }
    try {
      Reins.requireEnough(limit(arguments, LIMIT_UP));
    } catch (IllegalArgumentException e) {
      throw new UsageException("--limit-up " + e.getMessage(), e);
    }
    return new NodeConfig(
        listen,
        arguments.value(ADVERTISE),
        0,
        0,
        slotsUp,
        slotsDown,
        new Zone(zone),
        "freshet " + Program.version());
  }

  private static int slots(Arguments arguments, Option<Integer> option, int otherwise)
      throws UsageException {
    int slots = arguments.value(option).orElse(otherwise);
    if (slots < 1 || slots > SLOTS_MAX) {
      throw new UsageException(
          "--" + option.name() + " " + slots + ": write a number from 1 to " + SLOTS_MAX);
    }
    return slots;
  }

  /// A node as it is when nobody asks for anything else, for a command that has other concerns.
  static NodeConfig plain() {
    return new NodeConfig(
        new InetSocketAddress(0),
        Optional.empty(),
        0,
        0,
        NodeConfig.UPLOAD_SLOTS,
        NodeConfig.DOWNLOAD_SLOTS,
        new Zone(""),
        "freshet " + Program.version());
  }

  /// What can be changed of this node while it runs, beginning with its limits.
  ///
  /// @param on the path that the command works on, by which people name its node; or `-`
  static Reins reins(Node node, Arguments arguments, Console console, Path on) {
    var work =
        new Standing.Work(
            arguments.command(), on.toString().equals("-") ? "-" : RunningNodes.name(on));
    Reins reins =
        Reins.take(
            node,
            work,
            StateFolder.ofRunningNodes(System.getenv()),
            limit(arguments, LIMIT_UP),
            limit(arguments, LIMIT_DOWN));
    boolean tells = arguments.value(Syntax.LOG_LEVEL).orElse(LogLevel.WARNING).tells(LogLevel.INFO);
    if (tells && !reins.whyUnheard().isEmpty()) {
      console.note("freshet pause and limit will not find this process: " + reins.whyUnheard());
    }
    return reins;
  }

  private static RateSchedule limit(Arguments arguments, Option<RateSchedule> option) {
    return arguments.value(option).orElse(RateSchedule.always(Rate.UNLIMITED));
  }

  static Follow follow(ChannelName name, Version version) {
    return switch (version) {
      case Version.Newest _ -> new Follow.Newest(name);
      case Version.Numbered(int number) -> new Follow.Version(name, number);
    };
  }
}
