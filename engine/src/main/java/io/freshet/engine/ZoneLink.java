package io.freshet.engine;

/// What all that flows from one zone to another shares. Zones without one are joined without limit.
public record ZoneLink(Zone from, Zone to, long bytesPerSecond) {
  public ZoneLink {
    if (from.equals(to)) {
      throw new IllegalArgumentException("a link from zone " + from.path() + " to itself");
    }
    if (bytesPerSecond < 1) {
      throw new IllegalArgumentException("a link of " + bytesPerSecond + " bytes a second");
    }
  }
}
