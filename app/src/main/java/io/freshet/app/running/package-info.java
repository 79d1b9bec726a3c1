/// What can still be changed of a node while it runs, and how another process of the same user asks
/// for that. Start at [Reins].
@NullMarked
package io.freshet.app.running;

import org.jspecify.annotations.NullMarked;
