package io.freshet.bench.lab;

import io.freshet.bench.Ballast;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// Where a contender does its work: the hosts, the file, a folder for each host, and the clock.
final class Stage implements AutoCloseable {
  private final Hosts hosts;
  private final LabCase work;
  private final Path file;
  private final Path folder;
  private final List<Teller> tellers = new ArrayList<>();
  private final Map<String, Double> notes = new LinkedHashMap<>();
  private final double idealSeconds;
  private Gauge gauge;
  private Ballast ballast;

  /// @param idealSeconds what the case would take if every link were full
  /// @param file what is to be brought to all
  /// @param folder empty, for whatever is needed
  Stage(Hosts hosts, LabCase work, double idealSeconds, Path file, Path folder) throws IOException {
    this.idealSeconds = idealSeconds;
    this.hosts = hosts;
    this.work = work;
    this.file = file;
    this.folder = folder;
    ballast = ballast();
    gauge = Gauge.begin(hosts);
  }

  private Ballast ballast() throws IOException {
    return Ballast.of(work.receivers() * work.bytes(), folder, _ -> hosts.reachedReceivers());
  }

  Hosts hosts() {
    return hosts;
  }

  LabCase work() {
    return work;
  }

  Path file() {
    return file;
  }

  double idealSeconds() {
    return idealSeconds;
  }

  /// The receivers whose end counts: not the slow ones, nor the one that something happens to.
  List<Integer> judged() {
    int last = work.sparesLast() ? work.receivers() - 1 : work.fast();
    return IntStream.rangeClosed(1, last).boxed().toList();
  }

  /// Something else that was measured.
  void note(String key, double value) {
    notes.put(key, value);
  }

  Map<String, Double> notes() {
    return Map.copyOf(notes);
  }

  /// A folder of one host's own.
  Path home(int host) throws IOException {
    return Files.createDirectories(folder.resolve("host-" + host));
  }

  /// Where a receiver is to have the file.
  Path target(int host) throws IOException {
    return into(host).resolve(file.getFileName());
  }

  /// The folder that a receiver is to have it in.
  Path into(int host) throws IOException {
    return Files.createDirectories(home(host).resolve("to"));
  }

  /// The folder that the origin has it in, and nothing else.
  Path from() {
    return file.resolveSibling(".").normalize();
  }

  /// The host that the receivers go to when they want the origin: the origin, or who stands
  /// between.
  int door() {
    return work.disturbance() == LabCase.Disturbance.DISTANCE ? hosts.count() - 1 : 0;
  }

  /// Starts a program on a host.
  Teller start(int host, Object... words) throws IOException {
    List<String> command = new ArrayList<>();
    for (Object word : words) {
      command.add(word.toString());
    }
    Teller teller = Teller.of(hosts.on(host, command).directory(home(host).toFile()));
    tellers.add(teller);
    return teller;
  }

  /// This program on a host.
  Teller freshet(int host, Object... words) throws IOException {
    List<Object> command = new ArrayList<>();
    command.add(Freshets.launcher());
    command.addAll(List.of(words));
    return start(host, command.toArray());
  }

  /// Lets what was connected come to rest, and starts the clock: from now on it counts.
  void begin() throws IOException, InterruptedException {
    ballast.close();
    ballast = ballast();
    TimeUnit.MILLISECONDS.sleep(500);
    gauge.close();
    gauge = Gauge.begin(hosts);
  }

  /// The clock is the moment that this one says, not the call of [#begin()].
  void beganAt(long nanos) {
    gauge.beganAt(nanos);
  }

  /// The moment when it began.
  long begunNanos() {
    return gauge.begunNanos();
  }

  Gauge gauge() {
    return gauge;
  }

  /// What the programs have said so far, for who has to find out why one of them has not done its
  /// work.
  String said() {
    return String.join("\n", tellers.stream().map(Teller::said).toList());
  }

  @Override
  public void close() throws IOException {
    gauge.close();
    ballast.close();
    try {
      for (Teller teller : tellers.reversed()) {
        teller.stop();
      }
      hosts.clear();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
