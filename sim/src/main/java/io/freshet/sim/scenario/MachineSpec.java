package io.freshet.sim.scenario;

import io.freshet.engine.Zone;

/// One machine: what its link carries, where it stands, and how it behaves.
public record MachineSpec(Rates rates, Zone zone, int uploadSlots, Door door, Conduct conduct) {

  /// Uploads a machine sends at once unless a scenario says otherwise: what the real server allows.
  public static final int UPLOAD_SLOTS = 8;

  public MachineSpec {
    if (uploadSlots < 1) {
      throw new IllegalArgumentException(uploadSlots + " upload slots");
    }
  }

  /// A machine with even links that everybody can reach and trust.
  public static MachineSpec even(long bytesPerSecond) {
    return new MachineSpec(
        new Rates(bytesPerSecond, bytesPerSecond),
        Zone.UNKNOWN,
        UPLOAD_SLOTS,
        Door.OPEN,
        Conduct.HONEST);
  }

  /// What a link carries in each direction.
  public record Rates(long upBytesPerSecond, long downBytesPerSecond) {
    public Rates {
      if (upBytesPerSecond < 1 || downBytesPerSecond < 1) {
        throw new IllegalArgumentException(
            "rates of " + upBytesPerSecond + " and " + downBytesPerSecond + " bytes a second");
      }
    }
  }

  /// Whether others can open a connection to it.
  public enum Door {
    OPEN,
    CLOSED
  }

  /// What it sends.
  public enum Conduct {
    HONEST,
    /// Whatever it sends contradicts the manifest.
    LIAR
  }
}
