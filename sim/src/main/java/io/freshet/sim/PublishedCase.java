package io.freshet.sim;

import io.freshet.engine.Zone;
import io.freshet.engine.fetching.NodeEngine.Mode;
import io.freshet.sim.Troubles.Affected;
import io.freshet.sim.Troubles.Slowness;
import io.freshet.sim.scenario.MachineSpec;
import io.freshet.sim.scenario.MachineSpec.Rates;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// A distribution of which others have published how long it took them.
public enum PublishedCase {

  /// Uber's benchmark of Kraken: a Docker image of 3 GB in two layers to 2,600 hosts, each limited
  /// to 300 MB/s; they had 5 origins and 5 trackers, here are one of each. Its pieces are Kraken's
  /// own, of 4 MB there and 4 MiB here.
  KRAKEN(
      "3 GB to 2,600 hosts at 300 MB/s (theirs: from 5 origins)",
      "github.com/uber/kraken, README, Benchmark") {
    @Override
    public Distribution distribution(Mode mode, long seed) {
      Site site = Site.even(2_600, new Rates(300_000_000, 300_000_000));
      return new Distribution(
          new Payload(3_000_000_000L, 4 << 20), site, Troubles.NONE, mode, seed);
    }

    @Override
    public List<Figure> figures(Result result) {
      return List.of(
          new Figure("p50_s", "half of the hosts (s)", List.of(10.0), result.times().p50()),
          new Figure("p99_s", "99 % (s)", List.of(18.0), result.times().p99()),
          new Figure("p999_s", "99.9 % (s)", List.of(22.0), result.times().p999()));
    }
  },

  /// LANScatter's simulation of its own planner: 50 chunks to 28 nodes. A transfer takes 0.25 s and
  /// one in 50 fails; a node makes 2 each way at once and the origin 4, so a node's link carries 8
  /// chunks a second here and the origin's 16; nodes differ by up to a tenth, every 16th sends 100
  /// times slower; half are there from the start, the others come within about a second, and some 8
  /// drop out. It judges by ideal multicast: all chunks at a node's rate.
  ///
  /// Its simulation has no links, only transfers that take so long: that a node's link carries its
  /// two slots' worth, that slots beyond share it, that a slow node is slow in sending only, and
  /// when who comes and goes, is our own mapping of it onto links.
  LANSCATTER(
      "50 chunks to 27 receivers, 1 in 50 transfers failing, 8 drop-outs, joins, every 16th node"
          + " sends 100 times slower",
      "github.com/elonen/lanscatter, README (its range) and simulate() in planner.py") {
    @Override
    public Distribution distribution(Mode mode, long seed) {
      List<Long> ups = new ArrayList<>();
      for (int hundredths = 0; hundredths <= 10; hundredths++) {
        ups.add(NODE_BYTES_PER_SECOND * 100 / (100 + hundredths));
      }
      Rates origin = new Rates(2 * NODE_BYTES_PER_SECOND, 2 * NODE_BYTES_PER_SECOND);
      Group nodes = new Group(Zone.UNKNOWN, 27, ups, Collections.nCopies(1, NODE_BYTES_PER_SECOND));
      Site site =
          new Site(
              origin, List.of(nodes), List.of(), Site.ROUND_TRIP_NANOS, MachineSpec.UPLOAD_SLOTS);
      Troubles troubles =
          new Troubles(new Slowness(16, 100, Affected.SENDING), 8, 1_000_000_000L, 1 / 50.0);
      return new Distribution(
          new Payload(50L * CHUNK_BYTES, CHUNK_BYTES), site, troubles, mode, seed);
    }

    @Override
    public List<Figure> figures(Result result) {
      double multicast = 50.0 * CHUNK_BYTES / NODE_BYTES_PER_SECOND;
      return List.of(
          new Figure(
              "multicast_efficiency",
              "of ideal multicast, last node",
              List.of(0.5, 0.9),
              multicast / result.lastSeconds()));
    }
  };

  /// What the chunks weigh is not said, and does not matter beside round trips.
  private static final int CHUNK_BYTES = 16 << 20;

  private static final long NODE_BYTES_PER_SECOND = 8L * CHUNK_BYTES;

  private final String words;
  private final String source;

  PublishedCase(String words, String source) {
    this.words = words;
    this.source = source;
  }

  public String words() {
    return words;
  }

  /// Where their figures stand.
  public String source() {
    return source;
  }

  public abstract Distribution distribution(Mode mode, long seed);

  public abstract List<Figure> figures(Result result);

  /// One figure, theirs and ours.
  ///
  /// @param theirs one number, or the ends of a range
  public record Figure(String key, String words, List<Double> theirs, double ours) {
    public Figure {
      theirs = List.copyOf(theirs);
    }
  }
}
