package io.freshet.node.disk;

import io.freshet.content.Fingerprint;
import io.freshet.content.PieceGeometry;
import io.freshet.engine.durability.Sighting;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// Content that a destination lacks in its places, but has in other files: found by [LocalSearch].
///
/// It is copied, never moved, and nobody's file is ever linked to: what they write there later must
/// not show here.
final class Elsewhere {
  private final List<Holder> holders = new ArrayList<>();
  private final BitSet contents = new BitSet();

  /// A file that has some of the content.
  ///
  /// @param print how it looked when that was known: its bytes count while it looks the same
  private record Holder(String path, Fingerprint print, List<Spot> spots) {}

  /// Where a content is in a file.
  record Spot(int original, long offset) {}

  /// These contents are in this file, ascending by offset. What is known to be somewhere already is
  /// left out.
  void add(String path, Fingerprint print, List<Spot> spots) {
    List<Spot> fresh = new ArrayList<>();
    for (Spot spot : spots) {
      if (contents.get(spot.original)) continue;
      contents.set(spot.original);
      fresh.add(spot);
    }
    if (!fresh.isEmpty()) holders.add(new Holder(path, print, fresh));
  }

  /// Is this content somewhere?
  boolean has(int original) {
    return contents.get(original);
  }

  /// How much that is, each content counted once.
  long bytes(PieceGeometry pieces) {
    return contents.stream().mapToLong(pieces::length).sum();
  }

  /// Copies all of it, each content to the first of its places.
  ///
  /// @param copied by piece: is told what is in its place now
  void copy(Ground ground, StagedFiles staged, Inventory inventory, BitSet copied)
      throws IOException {
    for (Holder holder : holders) {
      if (!isAsItWas(ground, holder)) continue;
      int[] places =
          holder.spots.stream().mapToInt(spot -> inventory.places(spot.original)[0]).toArray();
      BitSet failed = new BitSet();
      LocalCopy copy;
      try {
        copy = LocalCopy.from(holder.path, ground, staged);
      } catch (NoSuchFileException | AccessDeniedException e) {
        continue;
      }
      try (copy) {
        copy(holder, copy, places, failed);
      }
      // Somebody may have written to it meanwhile: then what was copied counts for nothing.
      if (!isAsItWas(ground, holder)) continue;
      for (int place : places) if (!failed.get(place)) copied.set(place);
    }
  }

  /// Neighbours that stay neighbours are copied together.
  private static void copy(Holder holder, LocalCopy copy, int[] places, BitSet failed)
      throws IOException {
    for (int i = 0, next; i < places.length; i = next) {
      long offset = holder.spots.get(i).offset;
      next = i + 1;
      while (next < places.length
          && places[next] == places[i] + next - i
          && holder.spots.get(next).offset - offset == copy.distance(places[i], places[next])) {
        next++;
      }
      if (!copy.into(places[i], next - i, offset)) failed.set(places[i], places[i] + next - i);
    }
  }

  private static boolean isAsItWas(Ground ground, Holder holder) throws IOException {
    return ground.tree().look(holder.path) instanceof Sighting.RegularFile(Fingerprint now)
        && now.equals(holder.print);
  }
}
