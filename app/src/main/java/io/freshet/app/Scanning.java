package io.freshet.app;

import io.freshet.app.arguments.Arguments;
import io.freshet.app.arguments.Option;
import io.freshet.app.arguments.Reading;
import io.freshet.app.arguments.UsageException;
import io.freshet.app.console.Console;
import io.freshet.app.values.Size;
import io.freshet.content.PieceLength;
import io.freshet.content.scan.IgnoreRules;
import io.freshet.content.scan.ScanOptions;
import io.freshet.content.scan.ScanResult;
import io.freshet.content.scan.Scanner;
import io.freshet.node.catalog.ChannelName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Optional;

/// Reading somebody's file or folder to serve it, and what to call it.
final class Scanning {
  static final Option<Size> PIECE_LENGTH =
      new Option<>(
          "piece-length",
          Reading.SIZE,
          "a power of two from 16K to 16M; by itself it follows from the total size");

  static final Option<String> EXCLUDE =
      new Option<>(
              "exclude",
              Reading.TEXT.as("PATTERN"),
              "leave out what matches, by gitignore's rules: '*.tmp', '/build/', '!keep.tmp'")
          .repeated();

  static final Option<Boolean> OWNER = Option.flag("owner", "keep the files' owners, too");

  private Scanning() {}

  /// What the user wants left out; what files in the tree say besides is the scan's to find.
  static IgnoreRules leftOut(Arguments arguments) {
    return IgnoreRules.of(arguments.values(EXCLUDE));
  }

  /// With times and modes kept, and owners where asked.
  static ScanOptions options(Arguments arguments, HashingLine progress) throws UsageException {
    ScanOptions options =
        ScanOptions.PLAIN
            .keeping(
                arguments.has(OWNER)
                    ? ScanOptions.Keep.ATTRIBUTES_AND_OWNERS
                    : ScanOptions.Keep.ATTRIBUTES)
            .leavingOut(leftOut(arguments))
            .reportingTo(progress);
    return withPieceLength(options, arguments);
  }

  /// Hashes it all; what is skipped is named and left out.
  static ScanResult scan(Path path, ScanOptions options, Console console)
      throws IOException, InterruptedException {
    ScanResult result = Scanner.scan(path, options);
    console.endProgress();
    for (var skipped : result.skipped()) {
      console.note("skipped " + skipped.path() + ": " + skipped.reason().words());
    }
    return result;
  }

  static ScanOptions withPieceLength(ScanOptions options, Arguments arguments)
      throws UsageException {
    var length = arguments.value(PIECE_LENGTH);
    if (length.isEmpty()) return options;
    if (!PieceLength.isValid(length.get().bytes())) {
      throw new UsageException(
          "--piece-length of " + length.get() + ": write a power of two from 16K to 16M");
    }
    return options.withPieceLength((int) length.get().bytes());
  }

  /// The channel that was named, or one named after the path, with `-` for what a channel's name
  /// cannot have.
  static ChannelName channel(Optional<String> given, Path path) throws UsageException {
    Path last = path.toAbsolutePath().normalize().getFileName();
    String name =
        given.orElseGet(
            () ->
                (last == null ? "root" : last.toString())
                    .replaceAll("[^\\p{L}\\p{Nd}\\p{Mn}\\p{Mc}._+-]+", "-")
                    .replaceAll("^[^\\p{L}\\p{Nd}]+", ""));
    try {
      return new ChannelName(name);
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          given.isPresent()
              ? "--channel: " + e.getMessage()
              : "`" + name + "` cannot be a channel's name: give one with --channel");
    }
  }

  /// Who publishes, for people: `user@host`.
  static String publisher() {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException _) {
      host = "localhost";
    }
    String name = System.getProperty("user.name", "?") + "@" + host;
    return name.length() <= 128 ? name : name.substring(0, 128);
  }
}
