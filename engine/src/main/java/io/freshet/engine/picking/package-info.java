/// Which extent a node asks for next.
@NullMarked
package io.freshet.engine.picking;

import org.jspecify.annotations.NullMarked;
