package io.freshet.app;

import io.freshet.app.arguments.Arguments;
import io.freshet.app.arguments.Operand;
import io.freshet.app.arguments.Option;
import io.freshet.app.arguments.Reading;
import io.freshet.app.arguments.Syntax;
import io.freshet.app.arguments.UsageException;
import io.freshet.app.console.Console;
import io.freshet.app.console.Human;
import io.freshet.content.Manifest;
import io.freshet.content.scan.ScanOptions;
import io.freshet.content.scan.Scanner;
import io.freshet.content.scan.Skipped;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// `freshet pack`: writes the manifest of a file or folder, and nothing else.
final class PackCommand implements Command {
  private static final Operand<Path> SOURCE =
      new Operand<>(Reading.PATH, "the file or folder to describe");

  private static final Option<Path> OUTPUT =
      new Option<>("output", Reading.PATH.as("FILE.torrent"), "where the manifest goes")
          .shortened("o")
          .required();

  private static final Option<Boolean> KEEP_ATTRIBUTES =
      Option.flag(
          "keep-attributes",
          "keep modes and times, too; without them equal content has one info hash everywhere");

  private static final Option<Boolean> JSON = Option.flag("json", "the result as one JSON object");

  private static final Syntax SYNTAX =
      new Syntax(
          "pack",
          "write the manifest of a file or folder: a BitTorrent v2 .torrent",
          "freshet pack llama-70b -o llama-70b.torrent",
          List.of(SOURCE),
          List.of(
              OUTPUT,
              Scanning.EXCLUDE,
              KEEP_ATTRIBUTES,
              Scanning.PIECE_LENGTH,
              Niceness.NICE,
              JSON));

  @Override
  public Syntax syntax() {
    return SYNTAX;
  }

  @Override
  public Outcome run(Arguments arguments, Console console)
      throws IOException, InterruptedException, UsageException {
    var source = arguments.value(SOURCE);
    var output = arguments.value(OUTPUT).orElseThrow();
    if (Inside.is(output, source)) {
      throw new UsageException(
          "-o "
              + output
              + " lies in "
              + source
              + " and would be packed the next time: write it outside");
    }
    var result = Scanner.scan(source, options(arguments, console));
    console.endProgress();
    for (var skipped : result.skipped())
      console.note("skipped " + skipped.path() + ": " + skipped.reason().words());
    long lacking = result.skipped().stream().filter(PackCommand::belongsInARelease).count();
    if (lacking > 0) {
      return new Outcome.Failed(
          Human.count(lacking, "path")
              + " of "
              + source
              + " could not be packed: put right what is named above, then pack again");
    }
    write(result.manifest(), output);
    var words = new ManifestWords(result.manifest());
    if (arguments.has(JSON)) {
      console.line(words.json().put("manifest", output.toString()).toString());
    } else {
      console.line("packed " + result.manifest().name() + ": " + words.summary());
      console.line("info hash " + result.manifest().infoHash());
    }
    return Outcome.DONE;
  }

  @Override
  public Outcome interrupted() {
    return new Outcome.Interrupted("interrupted: no manifest was written: pack again");
  }

  private static ScanOptions options(Arguments arguments, Console console) throws UsageException {
    var options =
        ScanOptions.PLAIN
            .leavingOut(Scanning.leftOut(arguments))
            .reportingTo(new HashingLine(console));
    if (arguments.has(KEEP_ATTRIBUTES)) options = options.keeping(ScanOptions.Keep.ATTRIBUTES);
    return Scanning.withPieceLength(options, arguments);
  }

  /// Sockets, pipes and devices are no content; a name or file that cannot be read is content that
  /// lacks.
  private static boolean belongsInARelease(Skipped skipped) {
    return switch (skipped.reason()) {
      case SOCKET, DEVICE, PIPE -> false;
      case UNREADABLE, RULES_UNREADABLE, NOT_UTF8, TOO_DEEP, VANISHED, CHANGED, STILL_WRITTEN ->
          true;
    };
  }

  /// A reader sees the old manifest or the new one, whole.
  private static void write(Manifest manifest, Path output) throws IOException {
    var folder = output.toAbsolutePath().getParent();
    if (folder == null || Files.isDirectory(output))
      throw new IOException(output + " is a folder: name a file for the manifest");
    var arriving =
        folder.resolve("." + output.getFileName() + ".arriving-" + ProcessHandle.current().pid());
    try {
      try (var channel =
          FileChannel.open(
              arriving,
              StandardOpenOption.WRITE,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        manifest.writeTo(channel);
        channel.force(true);
      }
      Files.move(arriving, output, StandardCopyOption.ATOMIC_MOVE);
    } catch (AccessDeniedException e) {
      throw new AccessDeniedException(folder.toString(), null, e.getReason());
    } finally {
      Files.deleteIfExists(arriving);
    }
  }
}
