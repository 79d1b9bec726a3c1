package io.freshet.node.disk;

import io.freshet.content.Manifest;
import io.freshet.engine.durability.Recheck;
import io.freshet.engine.durability.ReleaseShape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.LongConsumer;

/// Files on disk compared with the manifest, piece by piece, on all cores.
final class Comparison {
  /// Pieces that one thread checks in a row: a large file is shared by all cores.
  private static final int PIECES_A_TASK = 64;

  private final FolderDisk disk;
  private final Manifest manifest;
  private final LongConsumer hashed;
  private final List<Task> tasks = new ArrayList<>();

  /// @param hashed is told bytes as they are hashed, from several threads
  Comparison(FolderDisk disk, Manifest manifest, LongConsumer hashed) {
    this.disk = disk;
    this.manifest = manifest;
    this.hashed = hashed;
  }

  /// A file some of whose pieces are compared.
  static final class Subject {
    final int file;
    final String path;
    final int[] pieces;
    // By place in `pieces`, so that it is small wherever the file is in its release. Guarded by
    // this.
    private final BitSet matching = new BitSet();

    private Subject(int file, String path, int[] pieces) {
      this.file = file;
      this.path = path;
      this.pieces = pieces;
    }

    /// The pieces that agree, after [Comparison#run()]; ascending, as they were given.
    synchronized int[] matching() {
      return matching.stream().map(at -> pieces[at]).toArray();
    }

    synchronized boolean matchesWholly() {
      return matching.cardinality() == pieces.length;
    }

    /// The piece at this place agrees.
    synchronized void add(int at) {
      matching.set(at);
    }
  }

  private record Task(Subject subject, int from, int to) {}

  /// Adds a file to compare: these pieces of it.
  Subject add(int file, String path, int[] pieces) {
    Subject subject = new Subject(file, path, pieces);
    for (int from = 0; from < pieces.length; from += PIECES_A_TASK) {
      tasks.add(new Task(subject, from, Math.min(from + PIECES_A_TASK, pieces.length)));
    }
    return subject;
  }

  /// Adds a file to compare: all of it.
  Subject add(int file, String path) {
    var entry = manifest.file(file);
    int[] all = new int[entry.pieceCount()];
    for (int i = 0; i < all.length; i++) all[i] = entry.firstPiece() + i;
    return add(file, path, all);
  }

  void run() throws IOException, InterruptedException {
    run(
        (recheck, subject, at) -> {
          if (recheck.agrees(subject.path, subject.pieces[at])) subject.add(at);
        });
  }

  /// The same for files of ours of which it isn't known whether they are durable: what agrees is
  /// written again, and zeros are made sure of.
  void runRewriting() throws IOException, InterruptedException {
    run(
        (recheck, subject, at) -> {
          int piece = subject.pieces[at];
          if (manifest.pieces().isZero(piece)) recheck.clear(subject.path, piece);
          else if (recheck.agreesRewritten(subject.path, piece)) subject.add(at);
        });
  }

  private interface Check {
    /// @param at which of the subject's pieces
    void of(Recheck<IOException> recheck, Subject subject, int at) throws IOException;
  }

  private void run(Check check) throws IOException, InterruptedException {
    ReleaseShape shape = ReleaseShape.of(manifest);
    ThreadLocal<Recheck<IOException>> rechecks =
        ThreadLocal.withInitial(() -> new Recheck<>(disk, shape, new PieceVerifier(manifest)));
    AllCores.each(
        tasks.size(),
        Runtime.getRuntime().availableProcessors(),
        i -> {
          Task task = tasks.get(i);
          for (int at = task.from; at < task.to; at++) {
            check.of(rechecks.get(), task.subject, at);
            hashed.accept(manifest.pieces().length(task.subject.pieces[at]));
          }
        });
  }
}
