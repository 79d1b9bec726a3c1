package io.freshet.engine.offender;

import com.tngtech.archunit.lang.ArchRule;
import io.freshet.content.scan.ScanOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;

/// One class for each thing that an engine must not do.
final class EngineOffenders {
  record KnowsALibrary(ArchRule rule) {}

  record KnowsScanning(ScanOptions options) {}

  record KnowsFiles(Path path) {}

  record KnowsSockets(InetAddress address) {}

  record KnowsQueues(BlockingQueue<String> queue) {}

  record Logs(Logger logger) {}

  static final class ThrowsIo {
    void fail() {
      throw new UncheckedIOException(new IOException("a disk"));
    }
  }

  static final class StartsAThread {
    void run() {
      Thread.ofVirtual().start(() -> {});
    }
  }

  static final class ReadsNanoTime {
    long now() {
      return System.nanoTime();
    }
  }

  static final class ReadsTheDate {
    Instant now() {
      return Instant.now();
    }
  }

  static final class RollsDice {
    double roll() {
      return Math.random();
    }
  }

  static final class MakesItsOwnGenerator {
    RandomGenerator generator() {
      return RandomGenerator.getDefault();
    }
  }

  static final class Shuffles {
    void shuffle(List<String> names) {
      Collections.shuffle(names);
    }
  }

  static final class InventsAName {
    UUID name() {
      return UUID.randomUUID();
    }
  }

  static final class IteratesASaltedSet {
    List<Integer> numbers() {
      return List.copyOf(Set.of(1, 2, 3));
    }
  }

  static final class IteratesASaltedMap {
    List<Integer> numbers() {
      return List.copyOf(Map.of(1, 2, 3, 4).values());
    }
  }

  static final class Prints {
    void print() {
      System.out.println();
    }
  }

  static final class ReadsTheEnvironment {
    Map<String, String> environment() {
      return System.getenv();
    }
  }

  private EngineOffenders() {}
}
