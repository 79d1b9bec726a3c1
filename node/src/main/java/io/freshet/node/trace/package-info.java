/// What explains afterwards where a node's time went: [Moment]s, told to a [Trace]; [Gaps] finds
/// when nothing came, and who was waited for.
@NullMarked
package io.freshet.node.trace;

import org.jspecify.annotations.NullMarked;
