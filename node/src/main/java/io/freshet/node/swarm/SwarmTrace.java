package io.freshet.node.swarm;

import io.freshet.content.InfoHash;
import io.freshet.engine.Failure;
import io.freshet.engine.NodeId;
import io.freshet.engine.fetching.NodeEvent.Ending;
import io.freshet.node.trace.Gaps;
import io.freshet.node.trace.Moment;
import io.freshet.node.trace.RequestTimes;
import io.freshet.node.trace.Trace;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;

/// What a trace is told of one swarm; from any thread.
final class SwarmTrace {
  private final Trace trace;
  private final InfoHash infoHash;
  private final AddressBook addresses;

  /// Without a trace nothing is counted: each extent would pay for it.
  private final boolean wanted;

  // Guarded by this.
  private final Gaps gaps = new Gaps(System.nanoTime());
  private final RequestTimes times = new RequestTimes();

  /// Why the latest request to a source failed. A source that is gone fails with all requests that
  /// are on their way to it.
  private final Map<NodeId, Failure> failing = new HashMap<>();

  private boolean joined;
  private boolean planned;
  private boolean asked;

  SwarmTrace(Trace trace, InfoHash infoHash, AddressBook addresses) {
    this.trace = trace;
    this.infoHash = infoHash;
    this.addresses = addresses;
    wanted = !trace.equals(Trace.OFF);
  }

  synchronized void joined() {
    joined = true;
    trace.tell(new Moment.Joined(infoHash));
  }

  synchronized void detached() {
    if (joined) {
      joined = false;
      trace.tell(new Moment.Untracked(infoHash));
    }
  }

  synchronized void planned() {
    if (!planned) {
      planned = true;
      trace.tell(new Moment.Planned(infoHash));
    }
  }

  synchronized void asked(long request, NodeId source) {
    if (!wanted) return;
    long now = System.nanoTime();
    gaps.asked(request, source, now);
    times.asked(request, now);
    if (!asked) {
      asked = true;
      trace.tell(new Moment.Asked(infoHash, words(source)));
    }
  }

  synchronized void came(long request) {
    if (!wanted) return;
    gaps.came(request, System.nanoTime())
        .ifPresent(
            gap ->
                trace.tell(
                    new Moment.Gap(
                        infoHash,
                        gap.lull(),
                        gap.waitedFor().stream().map(this::words).toList(),
                        gap.endedBy().map(this::words).orElse(""))));
  }

  synchronized void ended(long request, Ending ending) {
    if (!wanted) return;
    long now = System.nanoTime();
    times.ended(request, now);
    gaps.ended(request, now)
        .ifPresent(
            source -> {
              switch (ending) {
                case Ending.Complete _ -> failing.remove(source);
                case Ending.Cancelled _ -> {}
                case Ending.Failed(var why) -> {
                  if (!why.equals(failing.put(source, why))) {
                    trace.tell(new Moment.Failed(infoHash, words(source), why));
                  }
                }
              }
            });
  }

  synchronized void arrived() {
    var requests =
        new Moment.Requests(
            times.count(), times.nanos(50), times.nanos(95), times.nanos(99), times.inFlightMax());
    trace.tell(new Moment.Arrived(infoHash, gaps.count(), gaps.total(), requests));
  }

  private Moment.Silence words(Gaps.Silence silence) {
    return new Moment.Silence(words(silence.source()), silence.nanos());
  }

  private String words(NodeId node) {
    return addresses.find(node).map(SwarmTrace::words).orElse(node.toString());
  }

  private static String words(InetSocketAddress address) {
    return address.getHostString() + ":" + address.getPort();
  }
}
