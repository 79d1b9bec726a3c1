package io.freshet.sim.scenario;

import io.freshet.content.Hash;
import io.freshet.content.InfoHash;
import io.freshet.engine.ExtentSet;
import io.freshet.engine.ExtentSizes;
import io.freshet.engine.Failure;
import io.freshet.engine.Priority;
import io.freshet.engine.Zone;
import io.freshet.engine.ZoneLink;
import io.freshet.engine.fetching.NodeEngine.Mode;
import io.freshet.sim.scenario.MachineSpec.Conduct;
import io.freshet.sim.scenario.MachineSpec.Door;
import io.freshet.sim.scenario.MachineSpec.Rates;
import io.freshet.sim.scenario.SwarmSpec.Afterwards;
import io.freshet.sim.scenario.SwarmSpec.Part;
import io.freshet.sim.scenario.TransferFaults.Unit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Draws a small world from a seed: 2 to 12 machines, up to 3 releases of up to 200 extents, and
/// what happens to them.
///
/// Seeds below [#GROWING] grow with their number, so that the first failure of a suite is a small
/// one. One world in four is calm: nothing fails there, and what the origin sends can be counted.
public final class SmallWorlds {

  public static final int GROWING = 1_000;

  private static final int MACHINES_MAX = 12;
  private static final int EXTENTS_MAX = 200;
  private static final long SECOND = 1_000_000_000L;

  private static final List<Zone> ZONES =
      List.of(new Zone("eu/hall-1"), new Zone("us"), new Zone("eu/hall-2"));

  private final long seed;
  private final SplittableRandom random;
  private final double scale;
  private final boolean calm;
  private final Mode mode;
  private final long bytesPerSecond;
  private final List<Zone> zones;

  /// How long the first release would take from one machine to another.
  private final double seconds;

  private final List<MachineSpec> machines = new ArrayList<>();
  private final List<Disturbance> disturbances = new ArrayList<>();

  private SmallWorlds(long seed) {
    this.seed = seed;
    random = new SplittableRandom(seed);
    scale = seed >= 0 && seed < GROWING ? (seed + 1.0) / GROWING : 1;
    calm = oneIn(4);
    mode = random.nextInt(5) < 3 ? Mode.TRACKED : Mode.ALONE;
    bytesPerSecond = pick(125_000, 1_250_000, 12_500_000, 125_000_000);
    zones = oneIn(3) ? ZONES.subList(0, 2 + random.nextInt(2)) : List.of(Zone.UNKNOWN);
    seconds = 0.2 + random.nextDouble() * random.nextDouble() * 20;
  }

  public static Scenario draw(long seed) {
    return new SmallWorlds(seed).draw();
  }

  private Scenario draw() {
    int count = 2 + random.nextInt((int) Math.round(1 + (MACHINES_MAX - 2) * scale));
    for (int i = 0; i < count; i++) {
      machines.add(machine(i));
    }
    List<SwarmSpec> swarms = new ArrayList<>();
    int swarmCount = oneIn(4) ? 2 + random.nextInt(2) : 1;
    for (int i = 0; i < swarmCount; i++) {
      swarms.add(swarm(i));
    }
    TransferFaults faults = TransferFaults.NONE;
    if (!calm) {
      for (int i = 0; i < count; i++) {
        disturb(i, swarmCount);
      }
      if (mode == Mode.TRACKED) {
        disturbTracker();
      }
      if (swarmCount > 1 && oneIn(4)) {
        disturbances.add(new Disturbance.Retire(moment(), random.nextInt(swarmCount)));
      }
      faults = oneIn(2) ? transferFaults() : faults;
    }
    long healed = faults.untilNanos();
    for (Disturbance disturbance : disturbances) {
      healed = Math.max(healed, disturbance.atNanos());
    }
    long oneWay = oneIn(4) ? pick(10_000, 5_000_000, 50_000_000) : Scenario.ONE_WAY_NANOS;
    return new Scenario(
        seed, mode, machines, links(), swarms, disturbances, faults, oneWay, healed);
  }

  /// Half of the worlds that have several zones tell what is between them: everywhere, or only from
  /// each to the next.
  private List<ZoneLink> links() {
    List<ZoneLink> links = new ArrayList<>();
    if (zones.size() > 1 && oneIn(2)) {
      boolean chain = oneIn(2);
      for (int from = 0; from < zones.size(); from++) {
        for (int to = 0; to < zones.size(); to++) {
          if (from != to && (!chain || Math.abs(from - to) == 1)) {
            links.add(new ZoneLink(zones.get(from), zones.get(to), bytesPerSecond / pick(1, 4)));
          }
        }
      }
    }
    return links;
  }

  private MachineSpec machine(int number) {
    long up = bytesPerSecond;
    long down = bytesPerSecond;
    boolean even = calm || oneIn(2);
    if (!even) {
      up = Math.max(1, (long) (up / (1 + 9 * random.nextDouble())));
      down = Math.max(1, (long) (down / (1 + 9 * random.nextDouble())));
    }
    if (!calm && oneIn(12)) {
      int slower = 10 + random.nextInt(90);
      up = Math.max(1, up / slower);
      down = oneIn(2) ? Math.max(1, down / slower) : down;
    }
    boolean receiver = number > 0;
    return new MachineSpec(
        new Rates(up, down),
        zones.get(number % zones.size()),
        oneIn(4) ? 1 + random.nextInt(4) : MachineSpec.UPLOAD_SLOTS,
        receiver && oneIn(8) ? Door.CLOSED : Door.OPEN,
        receiver && !calm && oneIn(16) ? Conduct.LIAR : Conduct.HONEST);
  }

  private SwarmSpec swarm(int number) {
    int count = 1 + random.nextInt((int) Math.ceil(EXTENTS_MAX * scale));
    count = oneIn(64) ? 0 : count;
    ExtentSizes sizes = sizes(count, number == 0 ? seconds : seconds * random.nextDouble());
    List<Part> parts = new ArrayList<>();
    int origin = number == 0 ? 0 : random.nextInt(machines.size());
    parts.add(Part.origin(origin, count));
    for (int machine = 0; machine < machines.size(); machine++) {
      if (machine != origin && (number == 0 || !oneIn(3))) {
        parts.add(part(machine, count));
      }
    }
    InfoHash name = new InfoHash(new Hash(seed, 0, 0, number + 1));
    Priority[] priorities = Priority.values();
    Priority priority = priorities[(int) Math.floorMod(seed + number, (long) priorities.length)];
    return new SwarmSpec(name, sizes, priority, number == 0 ? 0 : moment(), parts);
  }

  private ExtentSizes sizes(int count, double seconds) {
    double mean = Math.max(1, bytesPerSecond * seconds / Math.max(1, count));
    boolean even = oneIn(2);
    int[] bytes = new int[count];
    for (int i = 0; i < count; i++) {
      double size = even ? mean : mean * 2 * random.nextDouble();
      bytes[i] = (int) Math.max(1, Math.min(ExtentSizes.BYTES_MAX, size));
    }
    return ExtentSizes.of(bytes);
  }

  private Part part(int machine, int extents) {
    ExtentSet held = ExtentSet.none(extents);
    ExtentSet wanted = ExtentSet.all(extents);
    ExtentSet partial = ExtentSet.none(extents);
    boolean include = extents > 0 && oneIn(6);
    if (include) {
      wanted = run(extents);
      partial = edges(wanted);
    }
    if (oneIn(5)) { // it was here before
      for (int e = wanted.next(0); e >= 0; e = wanted.next(e + 1)) {
        if (!partial.has(e) && oneIn(2)) {
          held.add(e);
        }
      }
      wanted.removeAll(held);
    }
    if (oneIn(12)) { // it serves what it has, and wants nothing
      wanted = ExtentSet.none(extents);
      partial = ExtentSet.none(extents);
    }
    long join = calm || oneIn(2) ? 0 : moment();
    Afterwards afterwards = !calm && oneIn(6) ? Afterwards.LEAVE : Afterwards.SERVE;
    int window = oneIn(10) ? 1 + random.nextInt(16) : Part.ALL_AT_ONCE;
    return new Part(machine, held, wanted, partial, window, join, afterwards);
  }

  private ExtentSet run(int extents) {
    int from = random.nextInt(extents);
    int to = from + 1 + random.nextInt(extents - from);
    ExtentSet run = ExtentSet.none(extents);
    for (int e = from; e < to; e++) {
      run.add(e);
    }
    return run;
  }

  /// The first and the last extent of a run are shared with files that are left out, perhaps.
  private ExtentSet edges(ExtentSet run) {
    ExtentSet edges = ExtentSet.none(run.capacity());
    int[] extents = run.toArray();
    if (oneIn(2)) {
      edges.add(extents[0]);
    }
    if (oneIn(2)) {
      edges.add(extents[extents.length - 1]);
    }
    return edges;
  }

  private void disturb(int machine, int swarms) {
    while (oneIn(3)) {
      long at = moment();
      long back = at + (long) (random.nextDouble() * random.nextDouble() * 30 * SECOND);
      switch (random.nextInt(5)) {
        case 0 -> {
          disturbances.add(new Disturbance.Stop(at, machine));
          comeBack(machine, back);
        }
        case 1 -> {
          disturbances.add(new Disturbance.PowerOff(at, machine));
          comeBack(machine, back);
        }
        case 2, 3 -> {
          disturbances.add(new Disturbance.Unplug(at, machine));
          disturbances.add(new Disturbance.Plug(back, machine));
        }
        default -> {
          int lost = 1 + random.nextInt(10);
          disturbances.add(new Disturbance.Lose(at, machine, random.nextInt(swarms), lost));
        }
      }
    }
  }

  /// An origin mostly comes back, others less often.
  private void comeBack(int machine, long at) {
    if (machine == 0 ? !oneIn(8) : oneIn(2)) {
      disturbances.add(new Disturbance.Start(at, machine));
    }
  }

  private void disturbTracker() {
    while (oneIn(3)) {
      long at = moment();
      long back = at + (long) (random.nextDouble() * random.nextDouble() * 30 * SECOND);
      if (oneIn(4)) {
        disturbances.add(new Disturbance.UnplugTracker(at));
        disturbances.add(new Disturbance.PlugTracker(back));
      } else {
        disturbances.add(new Disturbance.StopTracker(at));
        disturbances.add(new Disturbance.StartTracker(back));
      }
    }
  }

  private TransferFaults transferFaults() {
    Map<Failure, Double> likelihoods = new EnumMap<>(Failure.class);
    double most = oneIn(4) ? 0.15 : 0.03;
    for (Failure failure : Failure.values()) {
      if (oneIn(2)) {
        likelihoods.put(failure, most * random.nextDouble());
      }
    }
    return new TransferFaults(likelihoods, Unit.REQUEST, moment() + SECOND);
  }

  /// Some time while the first release is likely to be on its way.
  private long moment() {
    return (long) (random.nextDouble() * 2 * seconds * SECOND);
  }

  private boolean oneIn(int times) {
    return random.nextInt(times) == 0;
  }

  private long pick(long... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
