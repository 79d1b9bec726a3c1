package io.freshet.engine;

/// Rare branches worth knowing about: counted where the engine runs, required to be reached by the
/// simulator's suite.
public enum Landmark {
  /// The tracker gave a receiver a second source for an extent that is still on its way.
  TRACKER_DUPLICATED_AN_EXTENT,
  /// Both sources of an extent were late: the tracker gave it a third instead of the first.
  TRACKER_ASKED_A_THIRD,
  /// A lease was not confirmed in time, so its extents are free again.
  LEASE_EXPIRED,
  /// The origin sent an extent again because no peer could.
  ORIGIN_SENT_AGAIN,
  /// A receiver was short for long, so the tracker let it have from any zone what its neighbours
  /// did not give.
  SHORT_NODE_SERVED_FROM_AFAR,
  /// A receiver was short for long, so a source sent to it in spite of its partners or window.
  SHORT_NODE_SERVED_IN_SPITE_OF_PARTNERS,
  /// A node told a tracker that it did not know before what was already in flight.
  IN_FLIGHT_BECAME_LEASE,
  /// An assignment's first source failed and the node went on with the next one by itself.
  FELL_THROUGH_TO_NEXT_SOURCE,
  /// Every source of an assignment failed, so the node gave the extents back.
  ASSIGNMENT_RETURNED,
  /// The tracker was silent for too long, so the node began to pick for itself.
  PICKED_WITHOUT_TRACKER,
  /// The tracker came back and its first plan ended picking for oneself.
  TRACKER_PLANNED_AGAIN,
  /// A node without a tracker asked a second source for an extent that is still on its way.
  ENDGAME_DUPLICATED_AN_EXTENT,
  /// A node without a tracker asked a second source for an extent because that should be earlier.
  LATE_EXTENT_ASKED_ELSEWHERE,
  /// A node without a tracker asked a third source for an extent, and called off one of two.
  LATE_EXTENT_CALLED_OFF,
  /// One of two requests for an extent won and the other was cancelled.
  DUPLICATE_CANCELLED,
  /// A source sent bytes that the manifest contradicts, so this node avoids it.
  SOURCE_BLAMED,
  /// A source withdrew extents that had been planned from it.
  HAVES_WITHDRAWN,
  /// A node that cannot be dialled received a plan that asks nothing of it.
  UNREACHABLE_NODE_SERVED
}
