package io.freshet.app.values;

import io.freshet.node.control.Address;
import java.net.InetSocketAddress;

/// Where a node listens: an [Address] of this machine, or any free port of one (`HOST:0`).
public record ListenAddress(String host, int port) {
  private static final String ANY_PORT = ":0";

  public static ListenAddress parse(String text) {
    boolean any = text.endsWith("]" + ANY_PORT) || text.matches("[^:]*" + ANY_PORT);
    var address = Address.parse(any ? text.substring(0, text.length() - ANY_PORT.length()) : text);
    return new ListenAddress(address.host(), any ? 0 : address.port());
  }

  /// Looks the host up.
  public InetSocketAddress socketAddress() {
    return new InetSocketAddress(host, port);
  }
}
