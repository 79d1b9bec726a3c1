package io.freshet.app.values;

import io.freshet.content.InfoHash;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How a person names a release: by a file, a link, its info hash, or a tracker's channel.
public sealed interface ReleaseReference {

  /// A `.torrent` file on this machine.
  record TorrentFile(Path file) implements ReleaseReference {}

  record Magnet(MagnetLink link) implements ReleaseReference {}

  /// The name alone: somebody must be asked for it (`--peer`).
  record Named(InfoHash infoHash) implements ReleaseReference {}

  record OnTracker(ChannelAddress channel, Version version) implements ReleaseReference {}

  Pattern INFO_HASH = Pattern.compile("[0-9a-fA-F]{64}");

  /// No host begins like this.
  Pattern LIKE_A_PATH = Pattern.compile("[./~]");

  /// An existing file wins, then a link or 64 hexadecimal digits, then an address.
  static ReleaseReference parse(String text) {
    // A pipe will do: `freshet show <(curl …)`.
    try {
      return parse(text, path -> Files.exists(path) && !Files.isDirectory(path));
    } catch (IllegalArgumentException e) {
      var path = path(text);
      if (path == null || text.isEmpty() || !Files.isDirectory(path)) throw e;
      throw new IllegalArgumentException(
          "`" + text + "` is a folder: name a .torrent file, or make one with freshet pack", e);
    }
  }

  /// [#parse(String)], with the file system as an argument.
  static ReleaseReference parse(String text, Predicate<Path> isFile) {
    var file = path(text);
    if (file != null && isFile.test(file)) return new TorrentFile(file);
    if (text.startsWith(MagnetLink.SCHEME)) return new Magnet(MagnetLink.parse(text));
    if (INFO_HASH.matcher(text).matches())
      return new Named(InfoHash.parse(text.toLowerCase(Locale.ROOT)));
    if (text.endsWith(".torrent") || LIKE_A_PATH.matcher(text).lookingAt())
      throw new IllegalArgumentException("there is no file `" + text + "`: check its path");
    return onTracker(text);
  }

  private static ReleaseReference onTracker(String text) {
    TrackerPath path;
    try {
      path = TrackerPath.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "`" + text + "` is neither a file that exists nor a release: " + e.getMessage(), e);
    }
    if (path.channel().isEmpty()) {
      throw new IllegalArgumentException(
          "`"
              + text
              + "` is neither a file that exists nor a release: write ADDRESS/CHANNEL, a magnet link or an info hash");
    }
    return new OnTracker(new ChannelAddress(path.trackers(), path.channel().get()), path.version());
  }

  private static @Nullable Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      return null;
    }
  }
}
