/// The composition root of a running node, and the loops that carry effects out.
@NullMarked
package io.freshet.node;

import org.jspecify.annotations.NullMarked;
