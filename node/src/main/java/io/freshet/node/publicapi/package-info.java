/// What HTTP clients that are not nodes see.
@NullMarked
package io.freshet.node.publicapi;

import org.jspecify.annotations.NullMarked;
