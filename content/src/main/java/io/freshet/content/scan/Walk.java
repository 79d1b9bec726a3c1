package io.freshet.content.scan;

import io.freshet.content.PathOrder;
import io.freshet.content.scan.Skipped.Reason;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// Lists a tree in the manifest's order, without following any link and without reading any file.
final class Walk {
  /// What is ours, at the root of a folder: never part of a release.
  private static final String OWN_FOLDER = ".freshet";

  /// As many components as a manifest's path may have.
  private static final int COMPONENTS_MAX = 90;

  /// Files and links in tree order.
  final Entries entries = new Entries();

  /// All folders, the root first.
  final List<Found.Folder> folders = new ArrayList<>();

  final List<Skipped> skipped = new ArrayList<>();

  private int looks;

  private final IgnoreRules leftOut;
  private final Repetition.Visits visits;

  /// What the folders on the way down say, the innermost first.
  private final Deque<FolderRules> rules = new ArrayDeque<>();

  /// @param path the folder's, with a slash at its end; empty for the root
  private record FolderRules(String path, IgnoreRules rules) {}

  /// @param leftOut overrules what the tree's own ignore files say
  Walk(IgnoreRules leftOut, Repetition.Visits visits) {
    this.leftOut = leftOut;
    this.visits = visits;
  }

  /// Lists all that is in this folder. Its own stat must have been taken before.
  void folder(Path root, Stat stat) throws IOException {
    folders.add(new Found.Folder(root, "", stat));
    visits.before(root, stat.fingerprint().inode());
    var names = names(root);
    names.removeIf(entry -> name(entry).equals(OWN_FOLDER));
    visitAll(names, new FolderRules("", IgnoreRules.in(root)), 1);
  }

  private void visitAll(List<Path> names, FolderRules inside, int components) {
    rules.push(inside);
    for (Path entry : names) visit(entry, inside.path + name(entry), components);
    rules.pop();
  }

  private boolean isLeftOut(String path, boolean folder) {
    IgnoreRules.Verdict verdict = leftOut.of(path, folder);
    for (FolderRules of : rules) {
      if (verdict != IgnoreRules.Verdict.OPEN) break;
      verdict = of.rules.of(path.substring(of.path.length()), folder);
    }
    return verdict == IgnoreRules.Verdict.LEFT_OUT;
  }

  private void visit(Path place, String path, int components) {
    if (!Sayable.is(place.getFileName())) {
      skip(path, Reason.NOT_UTF8);
      return;
    }
    if (components > COMPONENTS_MAX) {
      skip(path, Reason.TOO_DEEP);
      return;
    }
    try {
      Stat stat = look(place);
      if (isLeftOut(path, stat.type() == Stat.Type.FOLDER)) return;
      switch (stat.type()) {
        case FILE -> entries.add(new Found.File(place, path, stat));
        case LINK -> link(place, path, stat);
        case FOLDER -> folder(place, path, stat, components);
        case SOCKET -> skip(path, Reason.SOCKET);
        case PIPE -> skip(path, Reason.PIPE);
        case DEVICE -> skip(path, Reason.DEVICE);
      }
    } catch (NoSuchFileException e) {
      skip(path, Reason.VANISHED);
    } catch (IOException e) {
      skip(path, Reason.UNREADABLE);
    }
  }

  private Stat look(Path place) throws IOException {
    if (++looks < SystemCalls.MANY_FILES) return Stat.of(place);
    Optional<Stat> seen =
        SystemCalls.here()
            .flatMap(calls -> Stat.of(calls.status(SystemCalls.ROOT, place.toString())));
    return seen.isPresent() ? seen.get() : Stat.of(place);
  }

  private void link(Path place, String path, Stat stat) throws IOException {
    Path target = Files.readSymbolicLink(place);
    if (Sayable.is(target)) {
      entries.add(new Found.Link(place, path, stat, target.toString()));
    } else {
      skip(path, Reason.NOT_UTF8);
    }
  }

  private void folder(Path place, String path, Stat stat, int components) throws IOException {
    visits.before(place, stat.fingerprint().inode());
    List<Path> names = names(place);
    // Listing follows a link that took the folder's place since it was looked at: then what was
    // listed is not in the release.
    if (Stat.of(place).fingerprint().inode() != stat.fingerprint().inode()) {
      skip(path, Reason.CHANGED);
      return;
    }
    IgnoreRules own;
    try {
      own = IgnoreRules.in(place);
    } catch (IOException e) {
      // Without its rules nobody knows what of it was to stay at home.
      skip(path, Reason.RULES_UNREADABLE);
      return;
    }
    folders.add(new Found.Folder(place, path, stat));
    visitAll(names, new FolderRules(path + "/", own), components + 1);
  }

  private static List<Path> names(Path folder) throws IOException {
    var names = new ArrayList<Path>();
    try (DirectoryStream<Path> listing = Files.newDirectoryStream(folder)) {
      listing.forEach(names::add);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    names.sort((a, b) -> PathOrder.INSTANCE.compare(name(a), name(b)));
    return names;
  }

  private static String name(Path place) {
    return String.valueOf(place.getFileName());
  }

  private void skip(String path, Reason reason) {
    skipped.add(new Skipped(path, reason));
  }
}
