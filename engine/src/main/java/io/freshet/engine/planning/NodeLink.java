package io.freshet.engine.planning;

import io.freshet.engine.NodeId;
import io.freshet.engine.Zone;
import java.util.ArrayList;
import java.util.List;

/// What one node's link carries by plan at the moment, over all swarms, and how much more may be
/// planned on it.
///
/// Both directions have the same window: one extent for each partner, and what the rate seen
/// carries in a tenth of a second, so that no round trip to the tracker leaves a link idle. No
/// more, for what is promised to one can't be given to another: a plan is not older than that.
public final class NodeLink {

  private static final double AHEAD_SECONDS = 0.1;

  private final NodeId id;
  private final Zone zone;
  private final RateMeter up = new RateMeter();
  private final RateMeter down = new RateMeter();
  private final List<Planner> planners = new ArrayList<>();
  private boolean serves;
  private long uploading;
  private long downloading;
  private double upRate;
  private double downRate;

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
    roomChanged();
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

  boolean hasUploadRoom(int extentBytes, int partners) {
    return uploading + extentBytes <= window(upRate, extentBytes, partners);
  }

  boolean hasDownloadRoom(int extentBytes, int partners) {
    return downloading + extentBytes <= downloadWindow(extentBytes, partners);
  }

  long downloadWindow(int extentBytes, int partners) {
    return window(downRate, extentBytes, partners);
  }

  private static long window(double rate, int extentBytes, int partners) {
    return (long) partners * extentBytes + (long) (rate * AHEAD_SECONDS);
  }

  void uploadPlanned(int bytes) {
    uploading += bytes;
    roomChanged();
  }

  void uploadOver(int bytes) {
    uploading -= bytes;
    roomChanged();
  }

  void downloadPlanned(int bytes) {
    downloading += bytes;
  }

  void downloadOver(int bytes) {
    downloading -= bytes;
  }

  void sent(int bytes, long nowNanos) {
    up.record(bytes, nowNanos);
    upRate = up.bytesPerSecond(nowNanos);
  }

  void received(int bytes, long nowNanos) {
    down.record(bytes, nowNanos);
    downRate = down.bytesPerSecond(nowNanos);
  }

  /// Lets the rates fade where nothing is delivered.
  public void tick(long nowNanos) {
    upRate = up.bytesPerSecond(nowNanos);
    downRate = down.bytesPerSecond(nowNanos);
    roomChanged();
  }

  void takesPart(Planner planner) {
    planners.add(planner);
  }

  void takesPartNoMore(Planner planner) {
    planners.remove(planner);
  }

  private void roomChanged() {
    for (Planner planner : planners) {
      planner.uploadRoomChanged(this);
    }
  }
}
