package io.freshet.sim;

import io.freshet.engine.Zone;
import io.freshet.sim.scenario.MachineSpec.Rates;
import java.util.ArrayList;
import java.util.List;

/// Receivers that stand in one zone.
///
/// @param ups bytes a second that they send, taken in turn: with two rates, every other receiver
///   has the second
/// @param downs bytes a second that they receive, taken in turn likewise
public record Group(Zone zone, int count, List<Long> ups, List<Long> downs) {
  public Group {
    ups = List.copyOf(ups);
    downs = List.copyOf(downs);
    if (count < 1) {
      throw new IllegalArgumentException("a group of " + count + " receivers");
    }
    if (ups.isEmpty() || downs.isEmpty()) {
      throw new IllegalArgumentException("a group without rates");
    }
  }

  /// Receivers with even links that don't say where they stand.
  public static Group even(int count, Rates rates) {
    return new Group(
        Zone.UNKNOWN,
        count,
        List.of(rates.upBytesPerSecond()),
        List.of(rates.downBytesPerSecond()));
  }

  List<Rates> rates() {
    List<Rates> rates = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rates.add(new Rates(ups.get(i % ups.size()), downs.get(i % downs.size())));
    }
    return rates;
  }
}
