package io.freshet.engine.planning;

import io.freshet.engine.NodeId;
import io.freshet.engine.Zone;
import java.util.ArrayList;
import java.util.List;

/// What one node's link carries by plan at the moment, over all swarms, and how much more may be
/// planned on it.
///
/// Both directions have a window: a quarter of a second at the rate seen, so that a round trip to
/// the tracker never leaves a link idle, and no more, so that a plan is not older than that. While
/// the rate is unknown the least window applies; as it is some extents wide, each round of
/// deliveries lets the window grow by half, so that even a link of 10 Gbit/s is full after some ten
/// rounds.
public final class NodeLink {

  private static final double WINDOW_SECONDS = 0.25;

  /// Least planned upload: four extents busy a link through one round trip; of small ones 1 MiB.
  private static final int UPLOAD_EXTENTS_MIN = 4;

  private static final long UPLOAD_BYTES_MIN = 1 << 20;

  /// Least planned download: from more sources than one at once, so twice as wide.
  private static final int DOWNLOAD_EXTENTS_MIN = 8;

  private static final long DOWNLOAD_BYTES_MIN = 2 << 20;

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

  boolean hasUploadRoom(int extentBytes) {
    return uploading + extentBytes
        <= window(upRate, UPLOAD_EXTENTS_MIN, UPLOAD_BYTES_MIN, extentBytes);
  }

  boolean hasDownloadRoom(int extentBytes) {
    return downloading + extentBytes <= downloadWindow(extentBytes);
  }

  /// Room beyond the window, kept for what only an origin can send: an origin that waits for
  /// receivers whose windows are full of peers' extents delays everybody.
  boolean hasReservedRoom(int extentBytes) {
    return downloading + extentBytes <= 2 * downloadWindow(extentBytes);
  }

  private long downloadWindow(int extentBytes) {
    return window(downRate, DOWNLOAD_EXTENTS_MIN, DOWNLOAD_BYTES_MIN, extentBytes);
  }

  private static long window(double rate, int extentsMin, long bytesMin, int extentBytes) {
    long least = Math.max(bytesMin, (long) extentsMin * extentBytes);
    return Math.max(least, (long) (rate * WINDOW_SECONDS));
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
