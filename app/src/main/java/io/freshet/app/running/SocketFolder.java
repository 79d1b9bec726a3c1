package io.freshet.app.running;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/// Where the nodes of one user listen for this user's other processes: a folder that nobody else
/// may enter, with a socket for each node.
///
/// A socket is called after its machine, for a home may be shared by several, and what does not
/// answer here may well live there.
final class SocketFolder {
  /// A socket's path may have 108 bytes, 104 on some systems; a host's name shall not use them up.
  private static final int HOST_LENGTH_MAX = 24;

  private static final Path KERNEL_HOST_NAME = Path.of("/proc/sys/kernel/hostname");

  private final Path path;
  private final String prefix;

  SocketFolder(Path path, String host) {
    this.path = path;
    String plain = host.replaceAll("[^A-Za-z0-9.-]", "");
    prefix = plain.substring(0, Math.min(HOST_LENGTH_MAX, plain.length())) + "_";
  }

  static SocketFolder ofThisMachine(Path path) {
    return new SocketFolder(path, host());
  }

  private static String host() {
    try {
      return Files.readString(KERNEL_HOST_NAME, StandardCharsets.UTF_8).strip();
    } catch (IOException _) {
      // Not Linux: there a home on the network would be seen as one machine's.
      return "host";
    }
  }

  /// Makes it, if need be, and lets nobody else in.
  void prepare() throws IOException {
    Files.createDirectories(path);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
  }

  /// Where a node's socket is bound, and where it stands once it listens: who finds one that
  /// doesn't takes it for left behind.
  Path draft(String node) {
    return path.resolve("." + node);
  }

  Path socket(String node) {
    return path.resolve(prefix + node);
  }

  /// Those of this machine, by name.
  List<Path> sockets() throws IOException {
    List<Path> sockets = new ArrayList<>();
    try (var names = Files.newDirectoryStream(path, prefix + "*")) {
      names.forEach(sockets::add);
    } catch (NoSuchFileException _) {
      return List.of(); // no node ever ran
    }
    sockets.sort(null);
    return sockets;
  }
}
