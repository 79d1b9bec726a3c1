package io.freshet.node.disk;

import io.freshet.content.Manifest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.LongConsumer;

/// Files on disk compared with the manifest, piece by piece, on all cores.
final class Comparison {
  /// Pieces that one thread checks in a row: their file is opened once for them, and a large file
  /// is shared by all cores.
  private static final int PIECES_A_TASK = 64;

  private final Tree tree;
  private final Manifest manifest;
  private final LongConsumer hashed;
  private final List<Task> tasks = new ArrayList<>();

  /// @param hashed is told bytes as they are hashed, from several threads
  Comparison(Tree tree, Manifest manifest, LongConsumer hashed) {
    this.tree = tree;
    this.manifest = manifest;
    this.hashed = hashed;
  }

  /// A file some of whose pieces are compared.
  static final class Subject {
    final int file;
    final String path;
    final int[] pieces;
    // Guarded by this.
    private final BitSet matching = new BitSet();

    private Subject(int file, String path, int[] pieces) {
      this.file = file;
      this.path = path;
      this.pieces = pieces;
    }

    /// The pieces that agree, after [Comparison#run()].
    synchronized BitSet matching() {
      return (BitSet) matching.clone();
    }

    synchronized boolean matchesWholly() {
      return matching.cardinality() == pieces.length;
    }

    private synchronized void add(int piece) {
      matching.set(piece);
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
    ThreadLocal<PieceCheck> checks = ThreadLocal.withInitial(() -> new PieceCheck(manifest));
    AllCores.each(
        tasks.size(),
        Runtime.getRuntime().availableProcessors(),
        i -> run(tasks.get(i), checks.get()));
  }

  private void run(Task task, PieceCheck check) throws IOException {
    Subject subject = task.subject;
    try (FileChannel channel = tree.open(subject.path, StandardOpenOption.READ)) {
      for (int i = task.from; i < task.to; i++) {
        int piece = subject.pieces[i];
        if (check.matches(channel, piece)) subject.add(piece);
        hashed.accept(manifest.pieces().length(piece));
      }
    }
  }
}
