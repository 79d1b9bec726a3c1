package io.freshet.app;

import io.freshet.node.Node;
import io.freshet.node.control.Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/// The addresses under which other machines may reach a node of this one.
final class Reachable {
  private Reachable() {}

  /// What was advertised or listened on alone; else each address of this machine, IPv4 first, and
  /// loopback when it has no other.
  static List<Address> addresses(Node node) throws SocketException {
    var advertised = node.config().advertise();
    if (advertised.isPresent()) {
      return List.of(advertised.get());
    }
    InetAddress listening = node.config().listen().getAddress();
    if (!listening.isAnyLocalAddress()) {
      return List.of(new Address(listening.getHostAddress(), node.port()));
    }
    List<Address> found = new ArrayList<>();
    List<Address> later = new ArrayList<>();
    for (var network : NetworkInterface.networkInterfaces().toList()) {
      if (!network.isUp() || network.isLoopback()) continue;
      for (var address : network.inetAddresses().toList()) {
        if (address.isLinkLocalAddress()) continue;
        boolean six = address instanceof Inet6Address;
        (six ? later : found).add(new Address(withoutScope(address), node.port()));
      }
    }
    found.addAll(later);
    return found.isEmpty() ? List.of(new Address("127.0.0.1", node.port())) : found;
  }

  private static String withoutScope(InetAddress address) {
    String text = address.getHostAddress();
    int percent = text.indexOf('%');
    return percent < 0 ? text : text.substring(0, percent);
  }
}
