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
  /// So many files have a manifest of 25 MB and more.
  private static final int MANY_FILES = 200_000;

  private final Keep keep;
  private final String name;
  private final int pieceLength;
  private final Owners owners = new Owners();

  /// The folders in which something is.
  private final Set<String> occupied = new HashSet<>();

  Assembly(Keep keep, String name, int pieceLength) {
    this.keep = keep;
    this.name = name;
    this.pieceLength = pieceLength;
  }

  /// Takes what it is given apart, so that not all of it is in memory at once.
  ///
  /// @param hashes by entry of the walk
  /// @param failures by entry of the walk: those are left out and named
  /// @param device that of what was scanned
  ScanResult assemble(Walk walk, EntryHashes hashes, Map<Integer, Reason> failures, long device)
      throws IOException {
    var skipped = new ArrayList<>(walk.skipped);
    failures.forEach((entry, reason) -> skipped.add(new Skipped(walk.entries.path(entry), reason)));
    int[] chosen = hashes.all().filter(entry -> !failures.containsKey(entry)).toArray();
    byte[] torrent;
    if (chosen.length < MANY_FILES) {
      var writer = new ManifestWriter(name, pieceLength);
      write(writer, walk, chosen, hashes, skipped);
      torrent = writer.torrent();
    } else {
      torrent =
          ManifestWriter.torrent(
              name, pieceLength, writer -> write(writer, walk, chosen, hashes, skipped));
    }
    hashes.clear();
    var fingerprints = new Fingerprints(walk.entries, chosen);
    walk.entries.clear();
    skipped.sort(Comparator.comparing(Skipped::path, PathOrder.INSTANCE));
    return new ScanResult(manifest(torrent), skipped, fingerprints, device);
  }

  private void write(
      ManifestWriter writer, Walk walk, int[] chosen, EntryHashes hashes, List<Skipped> skipped) {
    for (int entry : chosen) add(writer, walk.entries.get(entry), hashes.of(entry));
    addFolders(writer, walk, chosen);
    addUnsettled(writer, skipped);
  }

  private void add(ManifestWriter writer, Found entry, byte[] hashes) {
    switch (entry) {
      case Found.File file ->
          writer.add(
              new Entry.File(
                  file.path(), file.size(), file.stat().executable(), attributes(file), hashes));
      case Found.Link link ->
          writer.add(new Entry.Link(link.path(), link.text(), attributes(link)));
      case Found.Folder folder -> throw new IllegalStateException("a folder: " + folder.path());
    }
    occupied.add(parent(entry.path()));
  }

  private void addFolders(ManifestWriter writer, Walk walk, int[] chosen) {
    List<Found.Folder> folders = walk.folders;
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
    boolean ambiguous =
        !folders.isEmpty() && chosen.length == 1 && walk.entries.path(chosen[0]).equals(name);
    if (ambiguous && !listed) writer.add(new Entry.Folder("", Attributes.NONE));
  }

  /// Without attributes equal content has one name, whatever else was there: then nothing is said.
  private void addUnsettled(ManifestWriter writer, List<Skipped> skipped) {
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

  private static Manifest manifest(byte[] torrent) throws IOException {
    try {
      return Manifest.parse(torrent);
    } catch (InvalidManifestException e) {
      throw new IOException("cannot be one release: " + e.why(), e);
    }
  }

  private static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }
}
