package io.freshet.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.node.FaultyLink.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Swarms in which some connections spoil what passes: everybody ends with the right bytes, and
/// nobody waits for a spoiler.
class SpoiledSwarmTest {
  private static final int BYTES = 6 << 20;
  private static final long SEED = Long.getLong("freshet.seed", 4);

  /// What a spoiler can send before it is noticed: what is asked of one at once (1 MiB), twice, for
  /// the first request may be answered well; and what fills the sockets on the way.
  private static final long SPOILED_BYTES_MAX = 3 << 20;

  @TempDir Path temp;

  /// One receiver and what spoils its sources.
  private record Trial(
      Fault fault, Machines machines, FaultyLink link, Machines.Fetching receiver) {
    String name() {
      return fault + ", -Dfreshet.seed=" + SEED;
    }
  }

  private enum Company {
    NONE,
    A_GOOD_ONE
  }

  /// Each in a swarm of its own, all at once.
  private List<Trial> trials(List<Fault> faults, int spoiledConnections, Company company)
      throws Exception {
    List<Trial> trials = new ArrayList<>();
    for (Fault fault : faults) {
      Machines machines = new Machines(Files.createDirectory(temp.resolve(fault.name())), BYTES);
      FaultyLink link = machines.link(fault, SEED).spoilingOnly(spoiledConnections);
      machines.seed(machines.behind(link));
      int[] peers = {link.port()};
      if (company == Company.A_GOOD_ONE) {
        Node good = machines.node(Optional.empty(), BYTES / 8, 0);
        machines.seed(good);
        peers = new int[] {link.port(), good.port()};
      }
      trials.add(new Trial(fault, machines, link, machines.fetch(machines.node(), peers)));
    }
    return trials;
  }

  /// The only source is good and its first connections are bad, in every way that there is: it is
  /// asked again soon.
  @Test
  void aGoodPeerBehindABadConnectionIsNotBannedForEver() throws Exception {
    List<Trial> trials = trials(List.of(Fault.values()), 1, Company.NONE);
    try {
      for (Trial trial : trials) trial.receiver.assertComplete(trial.name());
    } finally {
      for (Trial trial : trials) trial.machines.close();
    }
  }

  /// Beside a source that is good and slow, each kind of spoiler is noticed, and then left alone
  /// while the good one is busy for some seconds more.
  @Test
  void whoSpoilsIsNoticedAndLeftAlone() throws Exception {
    List<Trial> trials =
        trials(
            List.of(Fault.CORRUPTS, Fault.SWAPS, Fault.DRIPS, Fault.STALLS),
            Integer.MAX_VALUE,
            Company.A_GOOD_ONE);
    try {
      for (Trial trial : trials) {
        trial.receiver.assertComplete(trial.name());
        long spoiled = trial.link.passedBytes();
        assertTrue(spoiled < SPOILED_BYTES_MAX, trial.name() + ": it sent " + spoiled);
      }
    } finally {
      for (Trial trial : trials) trial.machines.close();
    }
  }

  @Test
  void twoLiarsInASwarmOfFiveChangeNothingButTheTime() throws Exception {
    try (Machines machines = new Machines(temp, BYTES)) {
      FaultyLink one = machines.link(Fault.CORRUPTS, SEED);
      FaultyLink two = machines.link(Fault.SWAPS, SEED + 1);
      machines.seed(machines.behind(one));
      machines.seed(machines.behind(two));
      Node origin = machines.node(Optional.empty(), BYTES / 4, 0);
      machines.seed(origin);
      List<Machines.Fetching> honest = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        honest.add(machines.fetch(machines.node(), one.port(), two.port(), origin.port()));
      }
      for (Machines.Fetching each : honest) each.assertComplete("-Dfreshet.seed=" + SEED);
      assertTrue(one.passedBytes() + two.passedBytes() > 512 << 10, "the liars were hardly asked");
    }
  }

  @Test
  void twoLiarsWithATrackerLikewise() throws Exception {
    try (Machines machines = new Machines(temp, BYTES)) {
      Node origin = machines.node(Optional.empty(), 2 * BYTES, 0);
      Seeding seeding = machines.seed(origin);
      machines.track(seeding, origin);
      List<Machines.Fetching> all = new ArrayList<>();
      List<FaultyLink> links = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        FaultyLink link = machines.link(Fault.CORRUPTS, SEED + i);
        links.add(link);
        all.add(machines.fetchTracked(machines.behind(link), origin.port()));
      }
      for (Machines.Fetching liar : all) liar.assertComplete("a liar");
      for (int i = 0; i < 2; i++) all.add(machines.fetchTracked(machines.node(), origin.port()));
      for (Machines.Fetching each : all) each.assertComplete("-Dfreshet.seed=" + SEED);
      long lies = links.stream().mapToLong(FaultyLink::passedBytes).sum();
      assertTrue(lies > 512 << 10, "the liars were hardly asked");
    }
  }

  /// For as long as another one needs for all of it; that one isn't held up, and the one whose
  /// cable was pulled goes on by itself.
  @Test
  void aPulledCableCostsTheOthersNothingAndTheOneItsTime() throws Exception {
    for (String mode : List.of("alone", "tracked")) {
      Path folder = Files.createDirectory(temp.resolve(mode));
      try (Machines machines = new Machines(folder, BYTES)) {
        Node origin = machines.node(Optional.empty(), BYTES / 4, 0);
        Seeding seeding = machines.seed(origin);
        boolean tracked = mode.equals("tracked");
        if (tracked) machines.track(seeding, origin);
        FaultyLink cable = machines.link(Fault.NONE, SEED).to(origin.port());
        FaultyLink back = machines.link(Fault.NONE, SEED);
        Node pulled = machines.behind(back);
        Node other = machines.node(Optional.empty(), 0, BYTES / 8);
        var first =
            tracked
                ? machines.fetchTracked(pulled, cable.port())
                : machines.fetch(pulled, cable.port());
        await(first, now -> now.fetched() > BYTES / 4);
        cable.freeze();
        back.freeze();
        var second =
            tracked
                ? machines.fetchTracked(other, origin.port())
                : machines.fetch(other, origin.port());
        second.assertComplete(mode + ", the other one");
        cable.thaw();
        back.thaw();
        first.assertComplete(mode + ", the one whose cable was pulled");
      }
    }
  }

  /// A peer that falls silent is no longer counted among those that give.
  @Test
  void whoIsDeadIsNotCounted() throws Exception {
    try (Machines machines = new Machines(temp, BYTES)) {
      FaultyLink one = machines.link(Fault.NONE, SEED);
      FaultyLink two = machines.link(Fault.NONE, SEED);
      for (FaultyLink link : List.of(one, two)) {
        Node node =
            machines.node(
                Optional.of(new io.freshet.node.control.Address("127.0.0.1", link.port())),
                BYTES / 30,
                0);
        link.to(node.port());
        machines.seed(node);
      }
      var fetching = machines.fetch(machines.node(), one.port(), two.port());
      await(fetching, now -> now.sources() == 2 && now.givers() == 2);
      two.freeze();
      await(fetching, now -> now.sources() == 1);
      one.freeze();
      await(fetching, now -> now.sources() == 0);
      assertEquals(2, fetching.download.progress().givers());
    }
  }

  private static void await(Machines.Fetching fetching, Predicate<Download.Progress> wanted) {
    Patience.until(
        () -> wanted.test(fetching.download.progress()),
        () -> "it stays " + fetching.download.progress());
  }
}
