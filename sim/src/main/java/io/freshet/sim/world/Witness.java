package io.freshet.sim.world;

import io.freshet.content.InfoHash;
import io.freshet.engine.ExtentSet;
import io.freshet.engine.ExtentSizes;
import io.freshet.engine.NodeId;
import io.freshet.engine.fetching.NodeEffect;
import io.freshet.engine.fetching.NodeEngine;
import io.freshet.engine.fetching.NodeEvent;
import io.freshet.engine.tracking.TrackerEffect;
import io.freshet.engine.tracking.TrackerEngine;
import io.freshet.engine.tracking.TrackerEvent;
import java.util.List;

/// Sees all that goes into the engines and all that comes out of them, in order.
///
/// The engines themselves are shown for their own `invariantsHold()` only: a checker that asks them
/// what is true has checked nothing.
public interface Witness {

  /// Sees nothing.
  Witness NONE = new Witness() {};

  /// A node begins to take part in a swarm.
  default void joined(Standing standing, long nowNanos) {}

  /// A node takes part in a swarm no more: it ended or left.
  default void left(NodeId node, InfoHash swarm, long nowNanos) {}

  /// A node's engine is about to be given an event.
  default void happened(NodeId node, InfoHash swarm, NodeEvent event, long nowNanos) {}

  /// It answered.
  default void decided(
      NodeId node, InfoHash swarm, List<NodeEffect> effects, NodeEngine engine, long nowNanos) {}

  /// A tracker that knows nothing begins.
  default void trackerStarted(long nowNanos) {}

  /// The tracker's engine is about to be given an event.
  default void told(TrackerEvent event, long nowNanos) {}

  /// It answered.
  default void ordered(List<TrackerEffect> effects, TrackerEngine engine, long nowNanos) {}

  /// How a node begins in a swarm.
  record Standing(
      NodeId node,
      int machine,
      InfoHash swarm,
      ExtentSizes sizes,
      ExtentSet held,
      ExtentSet wanted,
      ExtentSet partial) {}

  /// Shows the same to all of them, in order.
  static Witness all(List<Witness> witnesses) {
    List<Witness> all = List.copyOf(witnesses);
    return new Witness() {
      @Override
      public void joined(Standing standing, long nowNanos) {
        for (Witness one : all) {
          one.joined(standing, nowNanos);
        }
      }

      @Override
      public void left(NodeId node, InfoHash swarm, long nowNanos) {
        for (Witness one : all) {
          one.left(node, swarm, nowNanos);
        }
      }

      @Override
      public void happened(NodeId node, InfoHash swarm, NodeEvent event, long nowNanos) {
        for (Witness one : all) {
          one.happened(node, swarm, event, nowNanos);
        }
      }

      @Override
      public void decided(
          NodeId node, InfoHash swarm, List<NodeEffect> effects, NodeEngine engine, long nowNanos) {
        for (Witness one : all) {
          one.decided(node, swarm, effects, engine, nowNanos);
        }
      }

      @Override
      public void trackerStarted(long nowNanos) {
        for (Witness one : all) {
          one.trackerStarted(nowNanos);
        }
      }

      @Override
      public void told(TrackerEvent event, long nowNanos) {
        for (Witness one : all) {
          one.told(event, nowNanos);
        }
      }

      @Override
      public void ordered(List<TrackerEffect> effects, TrackerEngine engine, long nowNanos) {
        for (Witness one : all) {
          one.ordered(effects, engine, nowNanos);
        }
      }
    };
  }
}
