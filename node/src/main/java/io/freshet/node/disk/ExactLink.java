package io.freshet.node.disk;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Makes a link whose text is exactly what the release says.
///
/// Java makes a path of the text first, and a path has neither `//` nor a `/` at its end: the link
/// would read otherwise than it does at the source, and stand in its own way the next time. Such a
/// text goes to the system as it is; the others spare the 40 ms that this takes to load.
final class ExactLink {
  private ExactLink() {}

  static void make(Path link, String text) throws IOException {
    Path target = Path.of(text);
    if (target.toString().equals(text)) {
      Files.createSymbolicLink(link, target);
      return;
    }
    if (call(text, link.toString()) != 0) {
      throw new FileSystemException(link.toString(), text, "the link cannot be made");
    }
  }

  @SuppressWarnings("restricted") // The jar's manifest allows it, as for the database.
  private static int call(String text, String link) {
    Linker linker = Linker.nativeLinker();
    MemorySegment symbol = linker.defaultLookup().findOrThrow("symlink");
    MethodHandle symlink =
        linker.downcallHandle(
            symbol,
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
    try (Arena arena = Arena.ofConfined()) {
      return (int) symlink.invokeExact(arena.allocateFrom(text), arena.allocateFrom(link));
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("symlink(2) throws nothing", e);
    }
  }
}
