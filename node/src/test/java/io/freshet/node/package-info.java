/// Whole nodes against each other, on real sockets.
@NullMarked
package io.freshet.node;

import org.jspecify.annotations.NullMarked;
