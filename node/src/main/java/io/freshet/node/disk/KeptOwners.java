package io.freshet.node.disk;

import io.freshet.content.Attributes;
import io.freshet.content.FolderEntry;
import io.freshet.content.Manifest;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Gives files, folders and links to the owners that a manifest keeps, where this process may: by
/// name if this machine knows the name, else by number, as rsync does.
///
/// Who may not give files away leaves all of them his own, and has been told so. What a machine
/// refuses all the same, as one in a container without that number, stays as it is.
public final class KeptOwners {
  /// CAP_CHOWN's place among the capabilities of a Linux process.
  private static final int GIVING_AWAY_BIT = 0;

  private static final boolean MAY_GIVE_AWAY = mayGiveAway();

  private final Tree tree;
  private final UserPrincipalLookupService names =
      FileSystems.getDefault().getUserPrincipalLookupService();
  private final Map<String, Optional<UserPrincipal>> users = new ConcurrentHashMap<>();
  private final Map<String, Optional<GroupPrincipal>> groups = new ConcurrentHashMap<>();

  KeptOwners(Tree tree) {
    this.tree = tree;
  }

  /// What a person is to be told who fetches this release, if its owners cannot be restored.
  public static Optional<String> warning(Manifest manifest) {
    return MAY_GIVE_AWAY || !keepsOwners(manifest)
        ? Optional.empty()
        : Optional.of(
            manifest.name()
                + " keeps whose its files are, and only root may give files away: here they will"
                + " all be yours");
  }

  /// Of a scan's entries all have owners, or none.
  static boolean keepsOwners(Manifest manifest) {
    Stream<Attributes> some =
        Stream.concat(
            IntStream.range(0, Math.min(1, manifest.fileCount()))
                .mapToObj(file -> manifest.file(file).attributes()),
            manifest.folders().stream().limit(1).map(FolderEntry::attributes));
    return some.anyMatch(
        one ->
            one instanceof Attributes.Kept kept && kept.owner() instanceof Attributes.Owner.Known);
  }

  private static boolean mayGiveAway() {
    try {
      List<String> status = Files.readAllLines(Path.of("/proc/self/status"));
      for (String line : status) {
        if (line.startsWith("CapEff:")) {
          long capabilities = Long.parseUnsignedLong(line.substring(7).strip(), 16);
          return (capabilities >>> GIVING_AWAY_BIT & 1) != 0;
        }
      }
    } catch (IOException e) {
      // No Linux.
    }
    return System.getProperty("user.name", "").equals("root");
  }

  /// Are there owners, and may they be restored?
  boolean gives(Attributes.Owner owner) {
    return MAY_GIVE_AWAY && owner instanceof Attributes.Owner.Known;
  }

  /// Before the mode is set: to give a file away takes bits of its mode away.
  void give(String path, Attributes.Owner owner) throws IOException {
    give(path, owner, tree::setOwners);
  }

  /// The same for a link, by path: to be done where nobody exchanges it for something else.
  void giveLink(String path, Attributes.Owner owner) throws IOException {
    give(path, owner, tree::setLinkOwners);
  }

  private interface Giving {
    void to(String path, UserPrincipal user, GroupPrincipal group) throws IOException;
  }

  private void give(String path, Attributes.Owner owner, Giving giving) throws IOException {
    if (!MAY_GIVE_AWAY || !(owner instanceof Attributes.Owner.Known known)) return;
    PosixFileAttributes now = tree.attributes(path);
    UserPrincipal user = user(known).orElse(now.owner());
    GroupPrincipal group = group(known).orElse(now.group());
    if (now.owner().equals(user) && now.group().equals(group)) return;
    try {
      giving.to(path, user, group);
    } catch (FileSystemException e) {
      // It may, but not to them.
    }
  }

  /// Does it belong to whom it should, as far as that is in this process' hands?
  boolean suits(String path, Attributes.Owner owner) throws IOException {
    if (!MAY_GIVE_AWAY || !(owner instanceof Attributes.Owner.Known known)) return true;
    PosixFileAttributes now = tree.attributes(path);
    return user(known).map(now.owner()::equals).orElse(true)
        && group(known).map(now.group()::equals).orElse(true);
  }

  private Optional<UserPrincipal> user(Attributes.Owner.Known owner) {
    return users.computeIfAbsent(
        owner.user() + "/" + owner.uid(),
        _ -> first(names::lookupPrincipalByName, owner.user(), owner.uid()));
  }

  private Optional<GroupPrincipal> group(Attributes.Owner.Known owner) {
    return groups.computeIfAbsent(
        owner.group() + "/" + owner.gid(),
        _ -> first(names::lookupPrincipalByGroupName, owner.group(), owner.gid()));
  }

  private interface Lookup<P> {
    P find(String name) throws IOException;
  }

  /// A number is looked up like a name: the JDK takes one that is nobody's name for a number.
  private static <P> Optional<P> first(Lookup<P> lookup, String name, long number) {
    for (String each : List.of(name, Long.toString(number))) {
      try {
        if (!each.isEmpty()) return Optional.of(lookup.find(each));
      } catch (IOException e) {
        // Nobody is called that here.
      }
    }
    return Optional.empty();
  }
}
