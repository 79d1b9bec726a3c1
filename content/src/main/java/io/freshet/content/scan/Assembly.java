package io.freshet.content.scan;

import io.freshet.content.Attributes;
import io.freshet.content.InvalidManifestException;
import io.freshet.content.Manifest;
import io.freshet.content.ManifestWriter;
import io.freshet.content.ManifestWriter.Entry;
import io.freshet.content.PathOrder;
import io.freshet.content.scan.ScanOptions.Keep;
import io.freshet.content.scan.Skipped.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Puts what a scan found and hashed together into a manifest.
final class Assembly {
  private final Keep keep;
  private final String name;
  private final ManifestWriter writer;
  private final Owners owners = new Owners();
  private final List<Stat> stats = new ArrayList<>();

  /// The folders in which something is.
  private final Set<String> occupied = new HashSet<>();

  Assembly(Keep keep, String name, int pieceLength) {
    this.keep = keep;
    this.name = name;
    this.writer = new ManifestWriter(name, pieceLength);
  }

  /// @param hashes by entry of the walk
  /// @param failures by entry of the walk: those are left out and named
  /// @param device that of what was scanned
  ScanResult assemble(Walk walk, byte[][] hashes, Map<Integer, Reason> failures, long device)
      throws IOException {
    var skipped = new ArrayList<>(walk.skipped);
    String lastPath = "";
    for (int i = 0; i < hashes.length; i++) {
      Found entry = walk.entries.get(i);
      if (failures.containsKey(i)) {
        skipped.add(new Skipped(entry.path(), failures.get(i)));
      } else {
        add(entry, hashes[i]);
        lastPath = entry.path();
      }
    }
    addFolders(walk.folders, lastPath);
    addUnsettled(skipped);
    skipped.sort(Comparator.comparing(Skipped::path, PathOrder.INSTANCE));
    return new ScanResult(manifest(), skipped, new Fingerprints(stats), device);
  }

  private void add(Found entry, byte[] hashes) {
    switch (entry) {
      case Found.File file ->
          writer.add(
              new Entry.File(
                  file.path(), file.size(), file.stat().executable(), attributes(file), hashes));
      case Found.Link link ->
          writer.add(new Entry.Link(link.path(), link.text(), attributes(link)));
      case Found.Folder folder -> throw new IllegalStateException("a folder: " + folder.path());
    }
    stats.add(entry.stat());
    occupied.add(parent(entry.path()));
  }

  private void addFolders(List<Found.Folder> folders, String lastPath) {
    for (Found.Folder folder : folders) {
      if (!folder.path().isEmpty()) occupied.add(parent(folder.path()));
    }
    boolean listed = false;
    for (Found.Folder folder : folders) {
      boolean empty = !folder.path().isEmpty() && !occupied.contains(folder.path());
      if (keep == Keep.NOTHING && !empty) continue;
      writer.add(new Entry.Folder(folder.path(), attributes(folder)));
      listed = true;
    }
    // A folder with nothing but a file of its own name would look like a release of that one file.
    boolean ambiguous = !folders.isEmpty() && stats.size() == 1 && lastPath.equals(name);
    if (ambiguous && !listed) writer.add(new Entry.Folder("", Attributes.NONE));
  }

  /// Without attributes equal content has one name, whatever else was there: then nothing is said.
  private void addUnsettled(List<Skipped> skipped) {
    if (keep == Keep.NOTHING) return;
    for (Skipped one : skipped) {
      if (one.reason().unsettles()) writer.add(new Entry.Unsettled(one.path()));
    }
  }

  private Attributes attributes(Found entry) {
    return switch (keep) {
      case NOTHING -> Attributes.NONE;
      case ATTRIBUTES -> entry.stat().attributes(Attributes.Owner.UNKNOWN);
      case ATTRIBUTES_AND_OWNERS -> entry.stat().attributes(owners.of(entry.place(), entry.stat()));
    };
  }

  private Manifest manifest() throws IOException {
    try {
      return writer.manifest();
    } catch (InvalidManifestException e) {
      throw new IOException("cannot be one release: " + e.why(), e);
    }
  }

  private static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }
}
