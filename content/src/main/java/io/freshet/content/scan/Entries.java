package io.freshet.content.scan;

import io.freshet.content.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;

/// The files and links that a walk found: some 70 bytes each and their name, where objects would
/// take 350. Whoever asks for one gets it made anew.
///
/// What doesn't fit into columns is kept as it is: links, times outside of 64 bits, and what is not
/// called as its place is.
final class Entries extends AbstractList<Found> implements RandomAccess {
  /// Entries that grow together: to copy them all, as a list does, would need twice the memory.
  private static final int BLOCK = 4_096;

  private final List<Block> blocks = new ArrayList<>();
  private final List<Folder> folders = new ArrayList<>();
  private final Map<Integer, Found> odd = new HashMap<>();
  private int count;

  /// @param path within the release, with a slash at its end; empty for the root
  private record Folder(Path place, String path) {}

  private static final class Block {
    final int[] folder = new int[BLOCK];
    final long[] size = new long[BLOCK];
    final long[] mtimeNanos = new long[BLOCK];
    final long[] ctimeNanos = new long[BLOCK];
    final long[] inode = new long[BLOCK];
    final long[] device = new long[BLOCK];
    final long[] bornNanos = new long[BLOCK];
    final int[] mode = new int[BLOCK];
    final int[] uid = new int[BLOCK];
    final int[] gid = new int[BLOCK];
    final int[] nameEnd = new int[BLOCK];
    byte[] names = new byte[BLOCK * 16];

    int nameStart(int at) {
      return at == 0 ? 0 : nameEnd[at - 1];
    }

    void put(int at, Stat stat) {
      size[at] = stat.fingerprint().size();
      mtimeNanos[at] = stat.fingerprint().mtimeNanos();
      ctimeNanos[at] = stat.fingerprint().ctimeNanos();
      inode[at] = stat.fingerprint().inode();
      device[at] = stat.device();
      bornNanos[at] = stat.bornNanos();
      mode[at] = stat.rawMode();
      uid[at] = stat.uid();
      gid[at] = stat.gid();
    }

    void name(int at, byte[] name) {
      int start = nameStart(at);
      nameEnd[at] = start + name.length;
      if (nameEnd[at] > names.length) {
        names = Arrays.copyOf(names, Math.max(nameEnd[at], 2 * names.length));
      }
      System.arraycopy(name, 0, names, start, name.length);
    }

    /// Gives back what the names did not need.
    void trim() {
      names = Arrays.copyOf(names, nameEnd[BLOCK - 1]);
    }

    Fingerprint print(int at) {
      return new Fingerprint(size[at], mtimeNanos[at], ctimeNanos[at], inode[at]);
    }

    Stat stat(int at) {
      return new Stat(
          print(at),
          device[at],
          bornNanos[at],
          mode[at],
          Instant.ofEpochSecond(0, mtimeNanos[at]),
          uid[at],
          gid[at]);
    }
  }

  @Override
  public boolean add(Found found) {
    int at = count % BLOCK;
    if (at == 0) {
      if (!blocks.isEmpty()) blocks.getLast().trim();
      blocks.add(new Block());
    }
    Block block = blocks.getLast();
    count++;
    block.put(at, found.stat());
    String name = name(found);
    boolean fits = found instanceof Found.File && found.path().endsWith(name) && isExact(found);
    if (fits) {
      String above = found.path().substring(0, found.path().length() - name.length());
      fits = above.isEmpty() || above.endsWith("/");
      block.folder[at] = folder(found.place(), above);
    }
    block.name(at, fits ? name.getBytes(StandardCharsets.UTF_8) : new byte[0]);
    if (!fits) odd.put(count - 1, found);
    return true;
  }

  private static String name(Found found) {
    return String.valueOf(found.place().getFileName());
  }

  private static boolean isExact(Found found) {
    Instant kept = Instant.ofEpochSecond(0, found.stat().fingerprint().mtimeNanos());
    return kept.equals(found.stat().mtime());
  }

  /// Neighbours are mostly in one folder.
  private int folder(Path place, String path) {
    Path above = place.resolveSibling("");
    if (folders.isEmpty()
        || !folders.getLast().path.equals(path)
        || !folders.getLast().place.equals(above)) {
      folders.add(new Folder(above, path));
    }
    return folders.size() - 1;
  }

  @Override
  public Found set(int index, Found now) {
    Found before = get(index);
    odd.put(index, now);
    block(index).put(index % BLOCK, now.stat());
    return before;
  }

  @Override
  public Found get(int index) {
    Found kept = odd.get(index);
    if (kept != null) return kept;
    Block block = block(index);
    int at = index % BLOCK;
    Folder folder = folders.get(block.folder[at]);
    String name = name(block, at);
    return new Found.File(folder.place.resolve(name), folder.path + name, block.stat(at));
  }

  private Block block(int index) {
    return blocks.get(index / BLOCK);
  }

  private static String name(Block block, int at) {
    int start = block.nameStart(at);
    return new String(block.names, start, block.nameEnd[at] - start, StandardCharsets.UTF_8);
  }

  @Override
  public int size() {
    return count;
  }

  /// Forgets all of them.
  @Override
  public void clear() {
    blocks.clear();
    folders.clear();
    odd.clear();
    count = 0;
  }

  boolean isFile(int index) {
    Found kept = odd.isEmpty() ? null : odd.get(index);
    return kept == null || kept instanceof Found.File;
  }

  /// An entry's path, without the rest.
  String path(int index) {
    Found kept = odd.isEmpty() ? null : odd.get(index);
    if (kept != null) return kept.path();
    return folders.get(block(index).folder[index % BLOCK]).path + name(block(index), index % BLOCK);
  }

  /// A file's size, or that of a link's text.
  long bytes(int index) {
    return block(index).size[index % BLOCK];
  }

  Fingerprint print(int index) {
    return block(index).print(index % BLOCK);
  }

  long ctimeNanos(int index) {
    return block(index).ctimeNanos[index % BLOCK];
  }

  long device(int index) {
    return block(index).device[index % BLOCK];
  }

  long bornNanos(int index) {
    return block(index).bornNanos[index % BLOCK];
  }
}
