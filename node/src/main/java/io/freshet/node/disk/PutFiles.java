package io.freshet.node.disk;

import io.freshet.content.Fingerprint;
import io.freshet.content.Manifest;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/// The files that an earlier release put into a destination, as it left them: what a mirror may
/// replace. One that somebody changed since is theirs.
public final class PutFiles implements Standing {
  private final Map<String, Fingerprint> put = new HashMap<>();

  private PutFiles() {}

  /// Reads the journal that this release left in this destination; without one, nothing may be
  /// replaced.
  public static PutFiles of(Manifest earlier, String destination) throws IOException {
    Layout layout = Layout.of(earlier, destination);
    PutFiles files = new PutFiles();
    try (Tree tree = new Tree(layout.root());
        var journal = tree.open(layout.journalFile(), StandardOpenOption.READ)) {
      Claims claims = new Claims(earlier);
      JournalReader.replay(journal, earlier, claims);
      claims.put().forEach((file, print) -> files.put.put(layout.fileAt(file), print));
    } catch (NoSuchFileException e) {
      // Nothing was put there.
    }
    return files;
  }

  /// A rename changes a file's ctime, so that says nothing.
  @Override
  public boolean mayReplace(String path, Fingerprint now) {
    Fingerprint then = put.get(path);
    return then != null
        && then.size() == now.size()
        && then.mtimeNanos() == now.mtimeNanos()
        && then.inode() == now.inode();
  }
}
