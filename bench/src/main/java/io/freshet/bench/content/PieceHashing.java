package io.freshet.bench.content;

import io.freshet.content.Hash;
import io.freshet.content.merkle.MerkleTree;
import io.freshet.content.merkle.PieceHasher;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// One piece's hash beside plain SHA-256 over the same bytes: what the tree costs, and whether a
/// direct buffer costs more.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PieceHashing {
  @Param({"4096", "262144", "16777216"})
  public int length;

  private final PieceHasher hasher = new PieceHasher();
  private final MessageDigest digest = Hash.newDigest();
  private ByteBuffer heap = ByteBuffer.allocate(0);
  private ByteBuffer direct = ByteBuffer.allocate(0);

  @Setup
  public void fill() {
    byte[] content = new byte[length];
    new Random(length).nextBytes(content);
    heap = ByteBuffer.wrap(content);
    direct = ByteBuffer.allocateDirect(length).put(content);
  }

  @Benchmark
  public Hash treeFromHeap() {
    return hash(heap.clear());
  }

  @Benchmark
  public Hash treeFromDirect() {
    return hash(direct.clear());
  }

  @Benchmark
  public byte[] plainSha256() {
    digest.update(heap.clear());
    return digest.digest();
  }

  private Hash hash(ByteBuffer bytes) {
    hasher.start(length, (int) MerkleTree.width(MerkleTree.leafCount(length)));
    hasher.update(bytes);
    return hasher.finish();
  }
}
