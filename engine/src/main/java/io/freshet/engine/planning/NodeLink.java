package io.freshet.engine.planning;

import io.freshet.engine.NodeId;
import io.freshet.engine.Zone;
import org.jspecify.annotations.Nullable;

/// What one node's link carries by plan at the moment, over all swarms, and how much more may be
/// planned on it.
///
/// Both directions have the same window. It holds one extent for each partner, or what the rate
/// carries in the shortest time that an extent has ever taken from being planned to being reported,
/// where that is more. The shortest, because others contain the wait behind what the window itself
/// allowed. And it holds what the rate seen carries in a twentieth of a second, so that no round
/// trip leaves a link idle (unless that is just one large extent), or, far away, in twice the time
/// that it takes to be told, to ask and to report: as much again waits at the sources, whose flows
/// are not even; but near no more extents than a swarm has ahead (see [Partners]). No more, for
/// what is promised to one can't be given to another: a plan is not older than that.
public final class NodeLink {

  private static final double AHEAD_SECONDS = 0.05;

  /// What is promised does not come evenly: as much again waits at sources that send to others.
  private static final double AHEAD_ASKINGS = 2;

  /// To send an extent of this size takes longer than to ask for it: just one more on its way than
  /// there are partners has all the others wait.
  private static final int LARGE_BYTES = 4 << 20;

  /// Deliveries that the pace is an average of, and how far those are that it sends to.
  private static final double PACE_OVER = 8;

  private static final long ASKING_OVER = 8;

  private static final double BEST_OVER = 64;

  /// In bytes a second.
  private static final double GIGABIT = 125e6;

  private final NodeId id;
  private final Zone zone;
  private final RateMeter up = new RateMeter();
  private final RateMeter down = new RateMeter();

  /// Its members of swarms, each of which knows the next: there is seldom more than one.
  private @Nullable Member first;

  private boolean serves;
  private long uploading;
  private long downloading;

  /// The weights of swarms in which it lacks something, and in which something is planned from it.
  private int receivingWeight;

  private int sendingWeight;
  private double upRate;
  private double pace;
  private double bestPace;
  private double downRate;

  /// What its window is counted by: without what one lump makes of a moment.
  private double steadyDownRate;

  private double downPace;
  private double bestDownPace;

  private long turnNanos = Long.MAX_VALUE;

  /// What it takes to be told what to fetch, to ask for it and to report it, beside what the bytes
  /// take; zero while that is not known.
  private long askingNanos;

  /// The same of those that it sends to, on average.
  private long receiversAskingNanos;

  /// Of what is uploading, what others get beyond the ordinary.
  private long extra;

  /// When it was last seen to have anything else to send.
  private long busyNanos;

  public NodeLink(NodeId id, Zone zone) {
    this.id = id;
    this.zone = zone;
  }

  public NodeId id() {
    return id;
  }

  public Zone zone() {
    return zone;
  }

  /// Whether uploads may be planned: others can dial it.
  public boolean serves() {
    return serves;
  }

  public void serves(boolean reachable) {
    serves = reachable;
    for (Member member = first; member != null; member = member.nextOnLink) {
      member.servingChanged();
    }
  }

  public double upRate() {
    return upRate;
  }

  public double downRate() {
    return downRate;
  }

  /// Bytes that others are planned to fetch from this node now.
  public long uploading() {
    return uploading;
  }

  /// Bytes that this node is planned to fetch now.
  public long downloading() {
    return downloading;
  }

  /// Whether a swarm that has so much planned from this node may plan one extent more.
  ///
  /// @param aheadMax extents that may be on their way beside one for each partner
  boolean hasUploadRoom(long ofSwarm, int extentBytes, int partners, int aheadMax, int weight) {
    int all = ofSwarm == 0 ? sendingWeight + weight : sendingWeight;
    long window = uploadWindow(extentBytes, partners, aheadMax);
    return uploading + extentBytes <= window
        || (ofSwarm < uploading && isShare(ofSwarm + extentBytes, window, weight, all));
  }

  boolean hasDownloadRoom(long ofSwarm, int extentBytes, int partners, int aheadMax, int weight) {
    long window = downloadWindow(extentBytes, partners, aheadMax);
    return downloading + extentBytes <= window
        || (ofSwarm < downloading
            && isShare(ofSwarm + extentBytes, window, weight, receivingWeight));
  }

  /// A swarm may fill what others leave free, and may have its share whatever they have: a small
  /// release is not stuck behind a large one, nor an urgent one behind others.
  private static boolean isShare(long bytes, long window, int weight, int all) {
    return bytes * all <= window * weight;
  }

  /// Whole extents that the window for uploads holds.
  int uploadExtents(int extentBytes, int partners, int aheadMax) {
    return (int) (uploadWindow(extentBytes, partners, aheadMax) / extentBytes);
  }

  private long uploadWindow(int extentBytes, int partners, int aheadMax) {
    return window(upRate, receiversAskingNanos, extentBytes, partners, aheadMax);
  }

  long downloadWindow(int extentBytes, int partners, int aheadMax) {
    return window(steadyDownRate, askingNanos, extentBytes, partners, aheadMax);
  }

  private long window(double rate, long askingNanos, int extentBytes, int partners, int aheadMax) {
    double inTurn = turnNanos == Long.MAX_VALUE ? 0 : rate * turnNanos / 1e9;
    double seconds = Math.max(AHEAD_SECONDS, AHEAD_ASKINGS * askingNanos / 1e9);
    double most = isFar(askingNanos) ? Double.MAX_VALUE : (double) aheadMax * extentBytes;
    double ahead = Math.min(rate * seconds, most);
    boolean justOne = extentBytes >= LARGE_BYTES && (long) (ahead / extentBytes) == 1;
    return (long) (Math.max((double) partners * extentBytes, inTurn) + (justOne ? 0 : ahead));
  }

  /// A swarm's own limits are for its nearest nodes, who would leave these idle.
  private static boolean isFar(long askingNanos) {
    return askingNanos > Partners.FAR_SECONDS * 1e9;
  }

  /// It was dialled, and two round trips take so long, as it takes to be told of an extent, to ask
  /// for it, to get it and to report it.
  public void answered(long tookNanos) {
    askingNanos = Math.min(turnNanos, tookNanos);
    receiversAskingNanos = askingNanos;
    roomChanged();
  }

  /// An extent of the usual size or more has come over this link, so long after it was planned.
  void turned(long tookNanos) {
    turnNanos = Math.min(turnNanos, tookNanos);
    askingNanos = Math.min(askingNanos, tookNanos);
  }

  /// It has sent something to this one.
  void sentTo(NodeLink receiver) {
    receiversAskingNanos += (receiver.askingNanos - receiversAskingNanos) / ASKING_OVER;
  }

  /// Whether an extent of this size is sent in less time than it takes to ask for it, at 1 Gbit/s.
  boolean isFarFor(int extentBytes) {
    return GIGABIT * Math.max(askingNanos, receiversAskingNanos) / 1e9 > extentBytes;
  }

  void uploads(int bytes) {
    uploading += bytes;
    roomChanged();
  }

  void sendsExtra(int bytes) {
    extra += bytes;
  }

  long extra() {
    return extra;
  }

  /// Whether it has had nothing to send for so long but what others get because of that.
  boolean isIdleFor(long nanos, long nowNanos) {
    return nowNanos - busyNanos >= nanos;
  }

  void downloads(int bytes) {
    downloading += bytes;
  }

  /// It receives in a swarm of this weight, or no more: then it is negative.
  void receivesBy(int weight) {
    receivingWeight += weight;
  }

  /// It is asked for something in a swarm of this weight, or no more.
  void sendsBy(int weight) {
    sendingWeight += weight;
  }

  /// How fast it sends when it is asked to, as its deliveries show: what was in its queue, over the
  /// time in which it was through with that; zero while nobody knows.
  double pace() {
    return pace;
  }

  /// Seconds in which it would be through with so many bytes more; zero while nobody knows.
  double delay(int bytes) {
    return pace == 0 ? 0 : (uploading + bytes) / pace;
  }

  void showedPace(long queuedBytes, long tookNanos) {
    pace = after(pace, queuedBytes, tookNanos);
    bestPace = Math.max(pace, bestPace - (bestPace - pace) / BEST_OVER);
  }

  /// The fastest of late, as it is when nobody whom it sends to is slow.
  double bestPace() {
    return bestPace;
  }

  /// How fast it receives, likewise: what was on its way to it, over the time that it took.
  double downPace() {
    return downPace;
  }

  void showedDownPace(long queuedBytes, long tookNanos) {
    downPace = after(downPace, queuedBytes, tookNanos);
    bestDownPace = Math.max(downPace, bestDownPace - (bestDownPace - downPace) / BEST_OVER);
  }

  /// The fastest of late, as it is when its sources are not slow.
  double bestDownPace() {
    return bestDownPace;
  }

  private static double after(double pace, long queuedBytes, long tookNanos) {
    double shown = queuedBytes * 1e9 / Math.max(1, tookNanos);
    return pace + (shown - pace) / (pace == 0 ? 1 : shown > pace ? 2 : PACE_OVER);
  }

  void sent(int bytes, long nowNanos) {
    up.record(bytes, nowNanos);
    upRate = up.steadyBytesPerSecond(nowNanos);
  }

  void received(int bytes, long nowNanos) {
    down.record(bytes, nowNanos);
    lookDown(nowNanos);
  }

  private void lookDown(long nowNanos) {
    downRate = down.bytesPerSecond(nowNanos);
    steadyDownRate = down.steadyBytesPerSecond(nowNanos);
  }

  /// Lets the rates fade where nothing is delivered.
  public void tick(long nowNanos) {
    upRate = up.steadyBytesPerSecond(nowNanos);
    lookDown(nowNanos);
    busyNanos = uploading > extra ? nowNanos : busyNanos;
    roomChanged();
  }

  void takesPart(Member member) {
    if (first == null) {
      first = member;
    } else {
      Member last = first;
      while (last.nextOnLink != null) {
        last = last.nextOnLink;
      }
      last.nextOnLink = member;
    }
  }

  void takesPartNoMore(Member member) {
    if (first == member) {
      first = member.nextOnLink;
    }
    for (Member one = first; one != null; one = one.nextOnLink) {
      if (one.nextOnLink == member) {
        one.nextOnLink = member.nextOnLink;
      }
    }
    member.nextOnLink = null;
  }

  private void roomChanged() {
    for (Member member = first; member != null; member = member.nextOnLink) {
      member.roomChanged();
    }
  }
}
