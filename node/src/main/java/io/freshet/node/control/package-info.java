/// The gRPC session between node and tracker, both sides: who says what to whom, and what is known
/// from it.
///
/// A node holds a [TrackerLink]: a [TrackerSession] to a tracker elsewhere, or what
/// [Tracker#attach] gives when the tracker is in this process. It tells through the link and hears
/// [SessionEvent]s. People's single questions go through a [TrackerClient]. [Tracker] is the other
/// side: one thread that owns the engine, the nodes and the channels; [ControlServer] opens it to
/// the network. `docs/control.md` is the protocol.
@NullMarked
package io.freshet.node.control;

import org.jspecify.annotations.NullMarked;
