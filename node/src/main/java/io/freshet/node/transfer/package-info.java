/// The data plane: pieces over HTTP, both sides.
@NullMarked
package io.freshet.node.transfer;

import org.jspecify.annotations.NullMarked;
