package io.freshet.app;

import io.freshet.app.arguments.Arguments;
import io.freshet.app.arguments.Operand;
import io.freshet.app.arguments.Option;
import io.freshet.app.arguments.Reading;
import io.freshet.app.arguments.Syntax;
import io.freshet.app.arguments.UsageException;
import io.freshet.app.console.Console;
import io.freshet.app.console.Human;
import io.freshet.app.console.JsonObject;
import io.freshet.app.console.Table;
import io.freshet.app.console.Table.Column;
import io.freshet.app.values.TrackerPath;
import io.freshet.node.catalog.Release;
import io.freshet.node.control.ChannelListing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// `freshet ls`: the channels of a tracker, or the releases of a channel.
final class LsCommand implements Command {
  private static final Operand<TrackerPath> WHERE =
      new Operand<>(Reading.TRACKER_PATH, "a tracker, or one of its channels");
  private static final Option<Boolean> JSON = Option.flag("json", "one JSON object");

  private static final Syntax SYNTAX =
      new Syntax(
          "ls",
          "list a tracker's channels, or a channel's releases",
          "freshet ls 192.168.1.10:7070/llama-70b",
          List.of(WHERE),
          List.of(JSON));

  @Override
  public Syntax syntax() {
    return SYNTAX;
  }

  @Override
  public Outcome run(Arguments arguments, Console console)
      throws InterruptedException, UsageException {
    var where = arguments.value(WHERE);
    boolean json = arguments.has(JSON);
    TrackerTalk.refuseVersion(where);
    if (where.channel().isEmpty()) {
      return TrackerTalk.with(
          where.trackers(),
          client ->
              TrackerTalk.use(
                  client.channels(),
                  channels ->
                      json
                          ? print(console, json(channels))
                          : channels(console, channels, Instant.now())));
    }
    var name = where.channel().get();
    return TrackerTalk.with(
        where.trackers(),
        client ->
            TrackerTalk.use(
                client.channel(name),
                channel ->
                    json
                        ? print(console, json(channel))
                        : releases(console, channel, Instant.now())));
  }

  private static Outcome print(Console console, JsonObject json) {
    console.line(json.toString());
    return Outcome.DONE;
  }

  private static Outcome channels(Console console, List<ChannelListing> channels, Instant now) {
    if (channels.isEmpty()) {
      console.note("nothing is published there yet");
      return Outcome.DONE;
    }
    channels(channels, now).lines().forEach(console::line);
    return Outcome.DONE;
  }

  static Table channels(List<ChannelListing> channels, Instant now) {
    var table =
        new Table(
            Column.left("CHANNEL"),
            Column.right("RELEASES"),
            Column.right("NEWEST"),
            Column.right("SIZE"),
            Column.right("AGE"),
            Column.left("INFO HASH"));
    for (var channel : channels) {
      String name = channel.name().text();
      if (channel.releases().isEmpty()) {
        table.row(name, "0", "", "", "", "");
      } else {
        var newest = channel.releases().getFirst();
        table.row(
            name,
            Integer.toString(channel.releaseCount()),
            "v" + newest.version(),
            Human.size(newest.bytes()),
            age(newest, now),
            newest.infoHash().hex());
      }
    }
    return table;
  }

  private static Outcome releases(Console console, ChannelListing channel, Instant now) {
    if (channel.releases().isEmpty()) {
      console.note("channel " + channel.name() + " has no releases");
      return Outcome.DONE;
    }
    releases(channel, now).lines().forEach(console::line);
    return Outcome.DONE;
  }

  static Table releases(ChannelListing channel, Instant now) {
    var table =
        new Table(
            Column.left("VERSION"),
            Column.right("SIZE"),
            Column.right("FILES"),
            Column.right("AGE"),
            Column.left("INFO HASH"),
            Column.left("NAME"));
    for (var release : channel.releases()) {
      table.row(
          "v" + release.version(),
          Human.size(release.bytes()),
          Human.number(release.files()),
          age(release, now),
          release.infoHash().hex(),
          release.name());
    }
    return table;
  }

  private static String age(Release release, Instant now) {
    return Human.duration(Duration.between(release.published(), now));
  }

  private static JsonObject json(List<ChannelListing> channels) {
    return new JsonObject().put("channels", channels.stream().map(LsCommand::json).toList());
  }

  private static JsonObject json(ChannelListing channel) {
    return new JsonObject()
        .put("channel", channel.name().text())
        .put("piece_length", channel.pieceLength())
        .put("release_count", channel.releaseCount())
        .put("releases", channel.releases().stream().map(LsCommand::json).toList());
  }

  /// One release, as every command writes it.
  static JsonObject json(Release release) {
    return new JsonObject()
        .put("channel", release.channel().text())
        .put("version", release.version())
        .put("info_hash", release.infoHash().hex())
        .put("name", release.name())
        .put("bytes", release.bytes())
        .put("file_count", release.files())
        .put("published", release.published().toString())
        .put("publisher", release.publisher())
        .put("priority", release.priority().name().toLowerCase(Locale.ROOT));
  }
}
