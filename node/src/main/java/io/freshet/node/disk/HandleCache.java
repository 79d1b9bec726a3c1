package io.freshet.node.disk;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Open files or folders kept for the next user: the least recently used ones are closed, never one
/// that is in use.
///
/// Opening happens outside the lock, so two users of a new key may both open it; the second one's
/// is closed again.
final class HandleCache<K, H extends Closeable> implements AutoCloseable {

  /// Opens what is not in the cache.
  @FunctionalInterface
  interface Opener<K, H> {
    H open(K key) throws IOException;
  }

  private final int openMax;
  private final Opener<K, H> opener;
  // Guarded by itself; in order of last use.
  private final Map<K, Entry<H>> entries = new LinkedHashMap<>(16, 0.75f, true);
  private boolean closed;

  HandleCache(int openMax, Opener<K, H> opener) {
    this.openMax = openMax;
    this.opener = opener;
  }

  /// The handle of this key, open until the loan is closed.
  Loan borrow(K key) throws IOException {
    synchronized (entries) {
      Entry<H> known = entries.get(key);
      if (known != null) {
        known.users++;
        return new Loan(known);
      }
    }
    H opened = opener.open(key);
    List<H> surplus = new ArrayList<>(1);
    Loan loan;
    synchronized (entries) {
      Entry<H> entry = entries.get(key);
      if (entry == null) {
        entry = new Entry<>(opened);
        entry.orphan = closed;
        if (!closed) entries.put(key, entry);
        evict(surplus);
      } else {
        surplus.add(opened);
      }
      entry.users++;
      loan = new Loan(entry);
    }
    for (H handle : surplus) handle.close();
    return loan;
  }

  /// Keeps a handle that was opened by its owner, in place of any other.
  void keep(K key, H opened) throws IOException {
    forget(key);
    List<H> surplus = new ArrayList<>(1);
    synchronized (entries) {
      if (closed) {
        surplus.add(opened);
      } else {
        entries.put(key, new Entry<>(opened));
        evict(surplus);
      }
    }
    for (H handle : surplus) handle.close();
  }

  /// The next borrower opens anew: what this key names is not what it was.
  void forget(K key) throws IOException {
    H idle;
    synchronized (entries) {
      Entry<H> entry = entries.remove(key);
      if (entry == null) return;
      entry.orphan = true;
      if (entry.users > 0) return;
      idle = entry.handle;
    }
    idle.close();
  }

  /// Closes what nobody uses; what is in use is closed with its last loan.
  @Override
  public void close() throws IOException {
    synchronized (entries) {
      closed = true;
    }
    forgetAll(key -> true);
  }

  /// Whoever borrows one of these next opens anew.
  void forgetAll(Predicate<K> which) throws IOException {
    List<H> idle = new ArrayList<>();
    synchronized (entries) {
      entries
          .entrySet()
          .removeIf(
              one -> {
                if (!which.test(one.getKey())) return false;
                Entry<H> entry = one.getValue();
                entry.orphan = true;
                if (entry.users == 0) idle.add(entry.handle);
                return true;
              });
    }
    for (H handle : idle) handle.close();
  }

  private void evict(List<H> surplus) {
    if (entries.size() <= openMax) return;
    var eldestFirst = entries.values().iterator();
    while (entries.size() > openMax && eldestFirst.hasNext()) {
      Entry<H> entry = eldestFirst.next();
      if (entry.users > 0) continue;
      eldestFirst.remove();
      surplus.add(entry.handle);
    }
  }

  private static final class Entry<H> {
    final H handle;
    int users;
    boolean orphan;

    Entry(H handle) {
      this.handle = handle;
    }
  }

  /// One user's hold on a handle.
  final class Loan implements AutoCloseable {
    private final Entry<H> entry;

    private Loan(Entry<H> entry) {
      this.entry = entry;
    }

    H handle() {
      return entry.handle;
    }

    @Override
    public void close() throws IOException {
      boolean last;
      synchronized (entries) {
        last = --entry.users == 0 && entry.orphan;
      }
      if (last) entry.handle.close();
    }
  }
}
