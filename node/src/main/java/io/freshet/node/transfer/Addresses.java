package io.freshet.node.transfer;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/// Addresses as sockets and HTTP want them.
final class Addresses {
  private Addresses() {}

  /// The address with its host looked up, if it wasn't yet.
  static InetSocketAddress resolved(InetSocketAddress address) throws UnknownHostException {
    if (!address.isUnresolved()) return address;
    InetSocketAddress resolved = new InetSocketAddress(address.getHostString(), address.getPort());
    if (resolved.isUnresolved()) {
      throw new UnknownHostException("no host " + address.getHostString() + " is known");
    }
    return resolved;
  }

  /// For a `Host` header: an IPv6 address in brackets.
  static String host(InetSocketAddress address) {
    String host = address.getHostString();
    boolean bracketed = address.getAddress() instanceof Inet6Address || host.indexOf(':') >= 0;
    int scope = host.indexOf('%');
    String bare = scope < 0 ? host : host.substring(0, scope);
    return (bracketed ? "[" + bare + "]" : bare) + ":" + address.getPort();
  }
}
