package io.freshet.node.control;

import io.freshet.node.catalog.ChannelName;
import java.util.List;
import java.util.stream.Collectors;

/// Why a tracker could not be asked, or what it refused: each says in one line what failed, on
/// what, and what next.
public sealed interface ControlFailure {

  /// One line for people.
  String line();

  /// No address belongs to the name.
  record UnknownHost(Address address) implements ControlFailure {
    @Override
    public String line() {
      return "no host is called " + address.host() + ": check the name";
    }
  }

  /// Nothing listens there.
  record NothingListens(Address address) implements ControlFailure {
    @Override
    public String line() {
      return "nothing listens on " + address + ": is the tracker running, and is this its port?";
    }
  }

  /// The machine cannot be reached, says the network.
  record NoRoute(Address address, String why) implements ControlFailure {
    @Override
    public String line() {
      return address + " cannot be reached (" + why + "): check the address and the network";
    }
  }

  /// It did not answer in time.
  record TimedOut(Address address, long millis) implements ControlFailure {
    @Override
    public String line() {
      return address
          + " did not answer within "
          + millis / 1000.0
          + " s: check the address, firewalls and the machine";
    }
  }

  /// What answers there speaks something else.
  record NotFreshet(Address address) implements ControlFailure {
    @Override
    public String line() {
      return address + " answers, but is not a freshet tracker: check the address and the port";
    }
  }

  /// It closed the connection before it said anything: another kind of server, or a tracker that
  /// ends or was not spoken to in time.
  record HungUp(Address address) implements ControlFailure {
    @Override
    public String line() {
      return address
          + " closed the connection without an answer: try again, or check that it is a freshet"
          + " tracker";
    }
  }

  record OtherVersion(Address address, int theirs, int ours) implements ControlFailure {
    @Override
    public String line() {
      return address
          + " is a freshet tracker of protocol "
          + theirs
          + ", this is protocol "
          + ours
          + ": update "
          + (theirs > ours ? "this freshet" : "the tracker");
    }
  }

  /// The tracker will not, and says why.
  record Denied(Address address, String why) implements ControlFailure {
    @Override
    public String line() {
      return address + " refuses: " + why;
    }
  }

  /// The connection broke.
  record Lost(Address address, String why) implements ControlFailure {
    @Override
    public String line() {
      return "lost the tracker at " + address + " (" + why + ")";
    }
  }

  record NoChannel(Address address, ChannelName channel, List<ChannelName> existing)
      implements ControlFailure {
    public NoChannel {
      existing = List.copyOf(existing);
    }

    @Override
    public String line() {
      return address
          + " has no channel "
          + channel
          + (existing.isEmpty()
              ? ": nothing is published there yet"
              : ": it has " + listed(existing));
    }
  }

  record NoRelease(Address address, ChannelName channel, int version, List<Integer> existing)
      implements ControlFailure {
    public NoRelease {
      existing = List.copyOf(existing);
    }

    @Override
    public String line() {
      return "channel "
          + channel
          + " on "
          + address
          + " has no v"
          + version
          + ": it has "
          + listed(existing.stream().map(v -> "v" + v).toList());
    }
  }

  /// None of several addresses could be used.
  record NoneOf(List<ControlFailure> failures) implements ControlFailure {
    public NoneOf {
      failures = List.copyOf(failures);
    }

    @Override
    public String line() {
      return failures.stream().map(ControlFailure::line).collect(Collectors.joining("; "));
    }
  }

  private static String listed(List<?> names) {
    int shown = Math.min(names.size(), 10);
    String list =
        names.subList(0, shown).stream().map(Object::toString).collect(Collectors.joining(", "));
    return shown < names.size() ? list + " and " + (names.size() - shown) + " more" : list;
  }
}
