package io.freshet.node.control;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Where a node or tracker listens: `HOST:PORT`, not yet looked up.
///
/// @param host a name, an IPv4 or an IPv6 address without brackets; empty for "the tracker's own
///   host, however you reach it", which only a tracker says
public record Address(String host, int port) {

  /// The port of trackers and origins when none is given.
  public static final int PORT_DEFAULT = 7070;

  /// The longest name that DNS knows.
  public static final int HOST_LENGTH_MAX = 253;

  /// Alternatives in one argument: more addresses than a tracker has networks and stand-ins.
  public static final int ALTERNATIVES_MAX = 16;

  private static final int PORT_MAX = 65_535;
  private static final int IPV6_GROUPS = 8;

  /// Underscores occur in container networks, a dot at the end in full names.
  private static final Pattern NAME =
      Pattern.compile("[\\p{L}\\p{N}]([\\p{L}\\p{N}._-]{0,251}[\\p{L}\\p{N}.])?");

  private static final Pattern IPV6 =
      Pattern.compile("(?=.*:)[0-9a-fA-F:.]{2,45}(%[A-Za-z0-9._-]{1,32})?");

  public Address {
    if (port < 1 || port > PORT_MAX) {
      throw new IllegalArgumentException(
          "a port is a number from 1 to " + PORT_MAX + ", not " + port);
    }
    if (!host.isEmpty() && !NAME.matcher(host).matches() && !IPV6.matcher(host).matches()) {
      throw new IllegalArgumentException(
          "`"
              + host
              + "` is not a host: write a name, an IPv4 address, or an IPv6 address in brackets");
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
    if (text.startsWith("[")) {
      return bracketed(text);
    }
    int colon = text.indexOf(':');
    if (colon >= 0 && text.indexOf(':', colon + 1) >= 0) {
      throw new IllegalArgumentException(
          "`" + text + "` has several colons: write an IPv6 address in brackets, [::1]:7070");
    }
    String host = colon < 0 ? text : text.substring(0, colon);
    if (host.isEmpty()) {
      throw new IllegalArgumentException("`" + text + "` names no host: write HOST or HOST:PORT");
    }
    return new Address(host, colon < 0 ? PORT_DEFAULT : port(text, colon + 1));
  }

  private static Address bracketed(String text) {
    int end = text.indexOf(']');
    String after = end < 0 ? "" : text.substring(end + 1);
    if (end < 0
        || !IPV6.matcher(text.substring(1, end)).matches()
        || !(after.isEmpty() || after.startsWith(":"))) {
      throw new IllegalArgumentException(
          "`" + text + "` is not an address: write an IPv6 address as [::1]:7070");
    }
    return new Address(
        text.substring(1, end), after.isEmpty() ? PORT_DEFAULT : port(text, end + 2));
  }

  /// `A,B`: any one of them will do, and the first is tried first.
  public static List<Address> parseAlternatives(String text) {
    var addresses = new ArrayList<Address>();
    for (String one : text.split(",", -1)) addresses.add(parse(one));
    if (addresses.size() > ALTERNATIVES_MAX) {
      throw new IllegalArgumentException(
          addresses.size() + " addresses: " + ALTERNATIVES_MAX + " alternatives are the most");
    }
    return List.copyOf(addresses);
  }

  /// The same, where an empty host is allowed: what a tracker says of nodes on its own machine.
  static Address ofTracker(String text) {
    return text.startsWith(":") ? new Address("", port(text, 1)) : parse(text);
  }

  private static int port(String text, int from) {
    String digits = text.substring(from);
    int port = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
    if (port < 1 || port > PORT_MAX) {
      throw new IllegalArgumentException(
          "`" + text + "`: a port is a number from 1 to " + PORT_MAX + ", not `" + digits + "`");
    }
    return port;
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
