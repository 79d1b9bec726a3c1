/// The gRPC session between node and tracker, both sides.
@NullMarked
package io.freshet.node.control;

import org.jspecify.annotations.NullMarked;
