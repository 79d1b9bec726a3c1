/// One release in which a node takes part: [SwarmLoop] owns its engine and carries the effects out.
@NullMarked
package io.freshet.node.swarm;

import org.jspecify.annotations.NullMarked;
