package io.freshet.node.swarm;

import io.freshet.engine.NodeId;
import io.freshet.node.trace.Trace;
import io.freshet.node.transfer.DownloadSlots;
import io.freshet.node.transfer.PauseSwitch;
import io.freshet.node.transfer.RateLimit;
import io.freshet.node.transfer.Traffic;

/// What all swarms of one node share.
///
/// @param port where others reach the node's data plane
/// @param downLimit bytes a second that all of them fetch together
/// @param downSlots answers that all of them have on their way together
public record Circle(
    NodeId self,
    int port,
    AddressBook addresses,
    RateLimit downLimit,
    DownloadSlots downSlots,
    PauseSwitch pausing,
    Traffic traffic,
    Trace trace) {}
