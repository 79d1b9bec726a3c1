package io.freshet.engine.durability;

import io.freshet.content.Fingerprint;
import java.nio.ByteBuffer;
import java.util.List;

/// A disk with nothing but a journal, to be read.
final class JournalOnly implements Disk<RuntimeException> {
  private final byte[] journal;

  JournalOnly(byte[] journal) {
    this.journal = journal;
  }

  @Override
  public int read(String path, ByteBuffer target, long offset) {
    if (offset >= journal.length) return -1;
    int length = (int) Math.min(target.remaining(), journal.length - offset);
    target.put(journal, (int) offset, length);
    return length;
  }

  @Override
  public Sighting look(String path) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Fingerprint fingerprint(String path) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<String> list(String folder) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void create(String path) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void write(String path, ByteBuffer bytes, long offset) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void resize(String path, long length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void sync(String path) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void rename(String from, String to) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean moveFolder(String from, String to) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void makeFolderLike(String path, String model) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void link(String from, String to, Fingerprint print) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void makeLink(String path, String target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void delete(String path) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<String> makeFolders(String path) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void syncFolder(String path) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void each(int count, Step<RuntimeException> step) {
    throw new UnsupportedOperationException();
  }
}
