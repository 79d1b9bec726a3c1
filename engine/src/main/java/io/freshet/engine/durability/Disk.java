package io.freshet.engine.durability;

import io.freshet.content.Fingerprint;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/// The files of one destination: what durability wants done to them, and nothing more.
///
/// Names are relative to the destination, components joined by `/`; the destination itself is the
/// empty name. Everything below may be forgotten by a power cut until it was synced: bytes, lengths
/// and attributes by [#sync], names by [#syncFolder]. After a sync that failed, what it should have
/// made durable may be lost for good, although it can still be read: a later sync says nothing
/// about it.
///
/// @param <X> how a disk says that it failed, or is full
public interface Disk<X extends Exception> {

  Sighting look(String path) throws X;

  /// How this file looks; fails if there is none.
  Fingerprint fingerprint(String path) throws X;

  /// The names in a folder, ascending.
  List<String> list(String folder) throws X;

  /// Reads what is there from this offset on, at most what fits; -1 at or behind the end.
  int read(String path, ByteBuffer target, long offset) throws X;

  /// Makes an empty file where nothing is.
  void create(String path) throws X;

  /// Writes all of this; a file grows where that is needed.
  void write(String path, ByteBuffer bytes, long offset) throws X;

  /// Cuts a file, or lengthens it by a hole; leaves one of that length alone.
  void resize(String path, long length) throws X;

  /// Makes a file's bytes, length and attributes durable.
  void sync(String path) throws X;

  /// Gives a file or link another name, at once: in place of a file or link of that name, if there
  /// is one.
  void rename(String from, String to) throws X;

  /// Gives a file another name if nothing has that and its folder is there, and says how it looks
  /// then. Empty: nothing was done, for whatever reason.
  default Optional<Fingerprint> moveToFree(String from, String to) throws X {
    return Optional.empty();
  }

  /// Gives a folder, with all that is in it, a name that nothing has yet, in a folder that is
  /// there.
  ///
  /// @return false where the file system cannot: nothing was done
  boolean moveFolder(String from, String to) throws X;

  /// Makes a folder where nothing is, in one that is there, for what is in this other one: who may
  /// not look into that may not look into this.
  void makeFolderLike(String path, String model) throws X;

  /// Gives a folder, with all that is in it, another name if nothing has that. No file in it looks
  /// another way by that.
  ///
  /// @return false where nothing was done, for whatever reason
  default boolean moveFolderToFree(String from, String to) throws X {
    return false;
  }

  /// Gives a file a second name beside its own, where nothing is or that very file; fails if it
  /// looks another way than this by now.
  void link(String from, String to, Fingerprint print) throws X;

  /// Makes a link with this text where nothing is. It is durable with its name.
  void makeLink(String path, String target) throws X;

  /// Deletes a file, a link or a special file, or a folder that is empty.
  void delete(String path) throws X;

  /// Makes this folder and those above it; says which ones are new, topmost first.
  List<String> makeFolders(String path) throws X;

  /// Makes the names in a folder durable.
  void syncFolder(String path) throws X;

  /// The same for several folders.
  default void syncFolders(List<String> paths) throws X {
    for (String path : paths) syncFolder(path);
  }

  /// Carries out steps that don't depend on each other, in any order, several at once where that is
  /// faster; ends when all are done or one has failed.
  void each(int count, Step<X> step) throws X;

  /// One of several steps.
  @FunctionalInterface
  interface Step<X extends Exception> {
    void at(int index) throws X;
  }

  /// The folder that a name is in.
  static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }
}
