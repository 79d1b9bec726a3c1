package io.freshet.app.values;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Where a node or tracker listens: a host name or IP address, and a port.
///
/// @param host without brackets, when it is an IPv6 address
/// @param port 0 asks for any free one, where listening is meant
public record Address(String host, int port) {
  public static final int DEFAULT_PORT = 7070;

  /// Alternatives in one argument: more addresses than a tracker has networks and stand-ins.
  public static final int ALTERNATIVES_MAX = 16;

  private static final int PORT_MAX = 65_535;

  /// DNS allows 253 characters; underscores occur in container networks.
  private static final Pattern NAME =
      Pattern.compile("[\\p{L}\\p{N}]([\\p{L}\\p{N}._-]{0,251}[\\p{L}\\p{N}.])?");

  private static final Pattern IPV6 =
      Pattern.compile("(?=.*:)[0-9a-fA-F:.]{2,45}(%[A-Za-z0-9._-]{1,32})?");

  public Address {
    if (!NAME.matcher(host).matches() && !IPV6.matcher(host).matches()) {
      throw new IllegalArgumentException(
          "`"
              + host
              + "` is not a host: write a name, an IPv4 address, or an IPv6 address in brackets");
    }
    if (port < 0 || port > PORT_MAX)
      throw new IllegalArgumentException("port " + port + " is not between 0 and " + PORT_MAX);
  }

  /// `HOST[:PORT]`, with IPv6 addresses in brackets.
  public static Address parse(String text) {
    if (text.startsWith("[")) return parseBracketed(text);
    int colon = text.indexOf(':');
    if (colon < 0) return new Address(text, DEFAULT_PORT);
    if (text.indexOf(':', colon + 1) >= 0) {
      throw new IllegalArgumentException(
          "`"
              + text
              + "` has several colons: write an IPv6 address in brackets, [::1]:"
              + DEFAULT_PORT);
    }
    return new Address(text.substring(0, colon), parsePort(text, text.substring(colon + 1)));
  }

  private static Address parseBracketed(String text) {
    int end = text.indexOf(']');
    String after = end < 0 ? "" : text.substring(end + 1);
    if (end < 0
        || !IPV6.matcher(text.substring(1, end)).matches()
        || !(after.isEmpty() || after.startsWith(":"))) {
      throw new IllegalArgumentException(
          "`" + text + "` is not an address: write an IPv6 address as [::1]:" + DEFAULT_PORT);
    }
    return new Address(
        text.substring(1, end),
        after.isEmpty() ? DEFAULT_PORT : parsePort(text, after.substring(1)));
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

  private static int parsePort(String text, String digits) {
    if (!digits.matches("[0-9]{1,5}") || Integer.parseInt(digits) > PORT_MAX) {
      throw new IllegalArgumentException(
          "`" + text + "` has no port between 0 and " + PORT_MAX + " after its colon");
    }
    return Integer.parseInt(digits);
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
