package io.freshet.node.disk;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/// Refuses by name what the destination's file system cannot hold, before anything of the release
/// is there: found out by trying, not by knowing file systems.
///
/// Whether a name is too long, looking it up tells. What else is doubtful ([DoubtfulNames]) is made
/// as empty files in a folder of its own, which is gone again before anybody is told.
final class NameProbe {
  /// Names in a message.
  private static final int NAMED_MAX = 5;

  private static final String FOLDER = ".freshet-names-";

  private NameProbe() {}

  /// A place to try names in.
  interface Trial {
    /// Makes a file of this name; says why it cannot be made, or nothing.
    String make(String name) throws IOException;

    boolean has(String name) throws IOException;

    void delete(String name) throws IOException;
  }

  static void check(Layout layout, Selection selection) throws IOException {
    DoubtfulNames doubtful =
        layout.fileName().isEmpty()
            ? DoubtfulNames.of(layout.manifest(), selection)
            : DoubtfulNames.of(layout.fileName());
    Path root = layout.root().toAbsolutePath();
    checkItself(root);
    Path ground = root;
    while (!Files.exists(ground) && ground.getParent() != null) ground = ground.getParent();
    // What else is wrong with it is found, and named, by whoever opens it.
    if (!Files.isDirectory(ground) || !Files.isWritable(ground)) return;
    checkLengths(doubtful, ground, root);
    if (doubtful.needTrying()) tryOut(doubtful, ground, root);
  }

  /// A name that is too long, or a link that leads nowhere but back, is not the release's fault.
  private static void checkItself(Path root) throws IOException {
    try {
      var _ = Files.readAttributes(root, BasicFileAttributes.class);
    } catch (NoSuchFileException | NotDirectoryException | AccessDeniedException e) {
      // Said by who opens it.
    } catch (FileSystemException e) {
      throw new DestinationRefusedException(
          root + " cannot be a folder's name here: " + e.getReason() + "; choose another one");
    }
  }

  private static void checkLengths(DoubtfulNames doubtful, Path ground, Path root)
      throws DestinationRefusedException {
    for (String path : doubtful.longest()) {
      lookUp(ground, Tree.name(path), path, root);
      lookUp(root, path, path, root);
    }
  }

  private static void lookUp(Path folder, String name, String path, Path root)
      throws DestinationRefusedException {
    try {
      var _ =
          Files.readAttributes(
              folder.resolve(name), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException | NotDirectoryException | AccessDeniedException e) {
      // That there is none is what was to be shown; and the others are said by who opens it.
    } catch (FileSystemException e) {
      // A link that stands where a folder is to be says nothing about names.
      if (isThroughLink(folder, name)) return;
      throw refused(root, List.of(quoted(path) + " (" + e.getReason() + ")"));
    } catch (InvalidPathException e) {
      throw refused(root, List.of(quoted(path) + " (" + e.getReason() + ")"));
    } catch (IOException e) {
      // Not about this name.
    }
  }

  private static boolean isThroughLink(Path folder, String path) {
    Path at = folder;
    for (String name : path.split("/", -1)) {
      at = at.resolve(name);
      if (Files.isSymbolicLink(at)) return true;
    }
    return false;
  }

  private static void tryOut(DoubtfulNames doubtful, Path ground, Path root) throws IOException {
    Path folder;
    try {
      folder = Files.createTempDirectory(ground, FOLDER);
    } catch (IOException e) {
      return; // nothing can be made here: who opens it says so
    }
    List<String> wrong;
    try {
      wrong = wrong(doubtful, new RealTrial(folder));
    } finally {
      Files.delete(folder);
    }
    if (!wrong.isEmpty()) throw refused(root, wrong);
  }

  /// What cannot be held, in words.
  static List<String> wrong(DoubtfulNames doubtful, Trial trial) throws IOException {
    List<String> wrong = new ArrayList<>();
    for (String path : doubtful.odd()) {
      String why = trial.make(Tree.name(path));
      if (why.isEmpty()) trial.delete(Tree.name(path));
      else wrong.add(quoted(path) + " (" + why + ")");
    }
    for (List<String> twins : doubtful.twins()) {
      for (int i = 1; i < twins.size(); i++) {
        String one = Tree.name(twins.getFirst());
        if (!trial.make(one).isEmpty()) continue;
        if (trial.has(Tree.name(twins.get(i)))) {
          wrong.add(quoted(twins.get(i)) + " beside " + quoted(twins.getFirst()));
        }
        trial.delete(one);
      }
    }
    return wrong;
  }

  private static DestinationRefusedException refused(Path root, List<String> wrong) {
    String names =
        String.join(", ", wrong.subList(0, Math.min(NAMED_MAX, wrong.size())))
            + (wrong.size() > NAMED_MAX ? ", and " + (wrong.size() - NAMED_MAX) + " more" : "");
    return new DestinationRefusedException(
        root
            + ": its file system cannot hold "
            + names
            + "; choose a destination on another one, or leave such files out with --include");
  }

  private static String quoted(String path) {
    return "\"" + path + "\"";
  }

  private record RealTrial(Path folder) implements Trial {
    @Override
    public String make(String name) throws IOException {
      try {
        Files.createFile(folder.resolve(name));
        return listed(name) ? "" : "it is called otherwise there";
      } catch (FileAlreadyExistsException e) {
        return "";
      } catch (FileSystemException e) {
        return e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
      } catch (InvalidPathException e) {
        return e.getReason();
      }
    }

    /// A trailing dot, for one, is dropped by some without a word.
    private boolean listed(String name) throws IOException {
      List<Path> there = new ArrayList<>();
      try (var names = Files.newDirectoryStream(folder)) {
        names.forEach(there::add);
      }
      boolean same =
          there.stream()
              .allMatch(
                  path ->
                      DoubtfulNames.folded(Tree.name(path.toString()))
                          .equals(DoubtfulNames.folded(name)));
      if (!same) delete(name);
      return same;
    }

    @Override
    public boolean has(String name) {
      return Files.exists(folder.resolve(name), LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void delete(String name) throws IOException {
      Files.deleteIfExists(folder.resolve(name));
    }
  }
}
