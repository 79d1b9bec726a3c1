package io.freshet.node.control;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.Collectors;

/// Where a node or tracker listens: `HOST:PORT`, not yet looked up.
///
/// @param host a name, an IPv4 or an IPv6 address without brackets; empty for "the tracker's own
///   host, however you reach it", which only a tracker says
public record Address(String host, int port) {

  /// The port of trackers and origins when none is given.
  public static final int PORT_DEFAULT = 7070;

  /// The longest name that DNS knows.
  public static final int HOST_LENGTH_MAX = 255;

  private static final int PORT_MAX = 65_535;
  private static final int IPV6_GROUPS = 8;

  public Address {
    if (port < 1 || port > PORT_MAX) {
      throw new IllegalArgumentException(
          "a port is a number from 1 to " + PORT_MAX + ", not " + port);
    }
    if (host.length() > HOST_LENGTH_MAX || !host.chars().allMatch(Address::isHostCharacter)) {
      throw new IllegalArgumentException("'" + host + "' is not the name or address of a host");
    }
  }

  /// The address of a connection's end, its host written as people write it.
  static Address of(InetAddress host, int port) {
    return new Address(literal(host), port);
  }

  /// The host as a number; IPv6 as RFC 5952 has it, with the longest run of zeros left out: `::1`.
  static String literal(InetAddress host) {
    String written = host.getHostAddress();
    ByteBuffer bytes = ByteBuffer.wrap(host.getAddress());
    if (bytes.remaining() != IPV6_GROUPS * Short.BYTES) {
      return written;
    }
    int[] groups = new int[IPV6_GROUPS];
    for (int i = 0; i < groups.length; i++) {
      groups[i] = bytes.getShort() & 0xffff;
    }
    int from = 0;
    int to = 0;
    for (int i = 0; i < groups.length; i++) {
      int end = i;
      while (end < groups.length && groups[end] == 0) {
        end++;
      }
      if (end - i > Math.max(1, to - from)) {
        from = i;
        to = end;
      }
    }
    int zone = written.indexOf('%');
    String rest = zone < 0 ? "" : written.substring(zone);
    return to == 0
        ? joined(groups, 0, groups.length) + rest
        : joined(groups, 0, from) + "::" + joined(groups, to, groups.length) + rest;
  }

  private static String joined(int[] groups, int from, int to) {
    return Arrays.stream(groups, from, to)
        .mapToObj(Integer::toHexString)
        .collect(Collectors.joining(":"));
  }

  /// Reads `HOST[:PORT]`, IPv6 in brackets; throws [IllegalArgumentException] with a line for
  /// people.
  public static Address parse(String text) {
    int colon = text.lastIndexOf(':');
    boolean bracketed = text.startsWith("[");
    int close = text.indexOf(']');
    if (bracketed && close < 0) {
      throw new IllegalArgumentException("'" + text + "' has no closing bracket");
    }
    if (bracketed ? colon < close : colon < 0) {
      return new Address(unbracketed(text), PORT_DEFAULT);
    }
    if (!bracketed && text.indexOf(':') != colon) {
      throw new IllegalArgumentException(
          "'" + text + "' is not HOST or HOST:PORT: write an IPv6 address as [" + text + "]");
    }
    Address address = new Address(unbracketed(text.substring(0, colon)), port(text, colon + 1));
    if (address.host.isEmpty()) {
      throw new IllegalArgumentException("'" + text + "' names no host");
    }
    return address;
  }

  /// The same, where an empty host is allowed: what a tracker says of nodes on its own machine.
  static Address ofTracker(String text) {
    return text.startsWith(":") ? new Address("", port(text, 1)) : parse(text);
  }

  private static int port(String text, int from) {
    try {
      return Integer.parseInt(text, from, text.length(), 10);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text.substring(from) + "' is not a port", e);
    }
  }

  private static String unbracketed(String host) {
    if (!host.startsWith("[")) {
      if (host.isEmpty()) {
        throw new IllegalArgumentException("an address needs a host");
      }
      return host;
    }
    if (!host.endsWith("]") || host.length() == 2) {
      throw new IllegalArgumentException("'" + host + "' is not an IPv6 address in brackets");
    }
    return host.substring(1, host.length() - 1);
  }

  private static boolean isHostCharacter(int c) {
    return Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '_' || c == ':' || c == '%';
  }

  /// This address with a host, where it had none.
  public Address orHost(String trackersHost) {
    return host.isEmpty() ? new Address(trackersHost, port) : this;
  }

  /// `HOST:PORT`, an IPv6 host in brackets.
  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
