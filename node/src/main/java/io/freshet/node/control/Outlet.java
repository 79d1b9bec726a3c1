package io.freshet.node.control;

/// Where the tracker's thread says something to one node. No call blocks.
interface Outlet {

  /// False when there is no room: the node takes too little, and its session must end.
  boolean offer(SessionEvent.FromTracker said);

  /// Ends the session with a line for the person at the node.
  void end(String why);
}
