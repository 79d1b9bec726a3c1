package io.freshet.node.disk;

import io.freshet.content.Manifest;
import io.freshet.content.PieceGeometry;
import io.freshet.engine.durability.Durability;
import java.io.IOException;
import java.util.Locale;
import java.util.function.LongConsumer;

/// Opens a [Destination]: finds its place, locks it, finds out what is there, and refuses by name
/// what cannot be.
///
/// @param path what a person wrote as DEST; a trailing `/` says that it is a folder
/// @param hashed is told bytes as they are hashed, where files are there already; from several
///   threads
public record DestinationOpening(
    Manifest manifest,
    String path,
    Selection selection,
    Standing standing,
    DestinationListener listener,
    LongConsumer hashed) {

  /// All of a release, nothing replaced.
  public static DestinationOpening of(
      Manifest manifest, String path, DestinationListener listener) {
    return new DestinationOpening(
        manifest, path, Selection.all(manifest), Standing.KEPT, listener, bytes -> {});
  }

  public DestinationOpening selecting(Selection files) {
    return new DestinationOpening(manifest, path, files, standing, listener, hashed);
  }

  public DestinationOpening standing(Standing policy) {
    return new DestinationOpening(manifest, path, selection, policy, listener, hashed);
  }

  public DestinationOpening reportingTo(LongConsumer progress) {
    return new DestinationOpening(manifest, path, selection, standing, listener, progress);
  }

  /// Opens the destination and begins to sync. [DestinationRefusedException] says why it cannot be
  /// used.
  public Destination open() throws IOException, InterruptedException {
    NameProbe.check(Layout.of(manifest, path), selection);
    Ground ground = Ground.open(manifest, path);
    boolean opened = false;
    try {
      Destination destination = open(ground);
      opened = true;
      return destination;
    } finally {
      if (!opened) ground.close();
    }
  }

  private Destination open(Ground ground) throws IOException, InterruptedException {
    KeptSelection.add(ground.tree(), ground.layout(), selection);
    Recovery found = new Recovery(ground, selection, standing, hashed);
    found.examine();
    checkSpace(ground, found);
    Durability machine = found.begin();
    Destination destination =
        new Destination(
            ground,
            found,
            machine,
            new Inventory(manifest, selection),
            new Finisher(ground, selection, standing),
            listener);
    destination.start(found);
    return destination;
  }

  /// The file system must have room for what is not here yet. Others may take it meanwhile: then
  /// the disk says so.
  private void checkSpace(Ground ground, Recovery found) throws DestinationRefusedException {
    PieceGeometry pieces = manifest.pieces();
    long missing = 0;
    for (int piece = 0; piece < pieces.count(); piece++) {
      if (!selection.has(pieces.fileOf(piece)) || found.present.get(piece)) continue;
      if (!pieces.isZero(piece)) missing += pieces.length(piece);
    }
    long free = ground.layout().root().toFile().getUsableSpace();
    if (missing <= free) return;
    throw new DestinationRefusedException(
        ground.layout().root()
            + " needs "
            + inUnits(missing)
            + " more, and its file system has "
            + inUnits(free)
            + " free; make room or choose another destination");
  }

  /// In the largest unit of which there is one: `512 bytes`, `1.5 MiB`, `140.0 GiB`.
  static String inUnits(long bytes) {
    if (bytes < 1 << 10) return bytes + " bytes";
    int thousands = (Long.SIZE - 1 - Long.numberOfLeadingZeros(bytes)) / 10;
    return String.format(
        Locale.ROOT,
        "%.1f %ciB",
        (double) bytes / (1L << (10 * thousands)),
        " KMGTPE".charAt(thousands));
  }
}
