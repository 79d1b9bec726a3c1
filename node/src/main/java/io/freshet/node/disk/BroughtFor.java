package io.freshet.node.disk;

import io.freshet.content.Manifest;
import io.freshet.node.catalog.ChannelName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// For which channel a mirror brought a release into a folder, and what a single file is called
/// there: several mirrors of single files can have one folder, one after the other, and each knows
/// its own by this.
///
/// @param channel as its name is written
/// @param fileName empty for a folder
record BroughtFor(String channel, String fileName) {
  private static final String NAME = "channel";

  /// Writes it into the release's notes.
  static void keep(Tree tree, Layout layout, ChannelName channel) throws IOException {
    BroughtFor now = new BroughtFor(channel.text(), layout.fileName());
    if (read(tree.path(layout.notes())).equals(Optional.of(now))) return;
    tree.makeFolders(layout.notes());
    String path = layout.notes() + "/" + NAME;
    try (FileChannel file =
        tree.open(
            path + ".new",
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      // No channel has a slash in its name.
      byte[] text = (now.channel + "/" + now.fileName).getBytes(StandardCharsets.UTF_8);
      FolderDisk.writeAll(file, ByteBuffer.wrap(text), 0);
      file.force(true);
    }
    tree.move(path + ".new", path);
  }

  /// What a release's notes say; nothing if no mirror brought it.
  static Optional<BroughtFor> read(Path notes) throws IOException {
    try {
      String text = Files.readString(notes.resolve(NAME));
      int slash = text.indexOf('/');
      return slash < 0
          ? Optional.empty()
          : Optional.of(new BroughtFor(text.substring(0, slash), text.substring(slash + 1)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /// Does a mirror that writes its destination so have this release where it was brought?
  boolean isAt(Manifest manifest, String destination) {
    return Layout.of(manifest, destination).fileName().equals(fileName);
  }
}
