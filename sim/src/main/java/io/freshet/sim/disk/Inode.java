package io.freshet.sim.disk;

import io.freshet.content.Fingerprint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/// A file of a [ForgetfulDisk]: what can be read of it, what is durable, and the changes between.
final class Inode {
  /// Bytes that reach a disk together or not at all.
  private static final int SECTOR_BYTES = 4;

  final long number;
  // Of a link; empty for a file.
  final String linkTarget;
  private byte[] content = {};
  private byte[] durable = {};
  private long mtime;
  private long ctime;
  private long durableMtime;
  private long durableCtime;
  private List<Change> unsynced = new ArrayList<>();

  /// A write, or a new length where there are no bytes.
  private record Change(int offset, byte[] bytes, int length) {}

  Inode(long number, String linkTarget, long now) {
    this.number = number;
    this.linkTarget = linkTarget;
    stamp(now);
    durableMtime = mtime;
    durableCtime = ctime;
  }

  private Inode(Inode other) {
    number = other.number;
    linkTarget = other.linkTarget;
    content = other.content;
    durable = other.durable;
    mtime = other.mtime;
    ctime = other.ctime;
    durableMtime = other.durableMtime;
    durableCtime = other.durableCtime;
    unsynced = new ArrayList<>(other.unsynced);
  }

  /// Arrays are never changed, only replaced: they are shared.
  Inode copy() {
    return new Inode(this);
  }

  void stamp(long now) {
    mtime = now;
    ctime = now;
  }

  void renamed(long now) {
    ctime = now;
  }

  boolean isLink() {
    return !linkTarget.isEmpty();
  }

  Fingerprint fingerprint() {
    return new Fingerprint(content.length, mtime, ctime, number);
  }

  byte[] content() {
    return content;
  }

  byte[] durableContent() {
    return durable;
  }

  void write(int offset, byte[] bytes, long now) {
    change(new Change(offset, bytes, -1), now);
  }

  void resize(int length, long now) {
    if (length != content.length) change(new Change(0, new byte[0], length), now);
  }

  private void change(Change change, long now) {
    content = applied(content, change);
    unsynced.add(change);
    stamp(now);
  }

  private static byte[] applied(byte[] before, Change change) {
    if (change.length >= 0) return Arrays.copyOf(before, change.length);
    byte[] after =
        Arrays.copyOf(before, Math.max(before.length, change.offset + change.bytes.length));
    System.arraycopy(change.bytes, 0, after, change.offset, change.bytes.length);
    return after;
  }

  /// What is known to be unsynced: bytes whose sync failed before are not among it.
  void sync() {
    for (Change change : unsynced) durable = applied(durable, change);
    unsynced.clear();
    durableMtime = mtime;
    durableCtime = ctime;
  }

  /// Some of the bytes that were not durable become so, the others never will unless they are
  /// written again; all can be read until power is cut. (A length is no page of the cache: it is
  /// not lost like that.)
  void failToSync(RandomGenerator random) {
    for (Change change : unsynced) {
      if (change.length < 0 && random.nextBoolean()) durable = applied(durable, change);
    }
    unsynced.removeIf(change -> change.length < 0);
  }

  /// Of the changes that were not synced each survives, or part of it, or nothing.
  void cut(RandomGenerator random) {
    byte[] kept = durable;
    for (Change change : unsynced) {
      switch (random.nextInt(4)) {
        case 0 -> {}
        case 1 -> kept = torn(kept, change, random);
        default -> kept = applied(kept, change);
      }
    }
    if (random.nextBoolean()) durableMtime = mtime;
    if (random.nextBoolean()) durableCtime = ctime;
    mtime = durableMtime;
    ctime = durableCtime;
    unsynced.clear();
    durable = kept;
    content = kept;
  }

  private static byte[] torn(byte[] before, Change change, RandomGenerator random) {
    byte[] after = before;
    for (int at = 0; at < change.bytes.length; at += SECTOR_BYTES) {
      if (random.nextBoolean()) continue;
      int end = Math.min(change.bytes.length, at + SECTOR_BYTES);
      byte[] sector = Arrays.copyOfRange(change.bytes, at, end);
      after = applied(after, new Change(change.offset + at, sector, -1));
    }
    return after;
  }
}
