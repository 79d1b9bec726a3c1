/// What a tracker knows and decides: start at [TrackerEngine].
@NullMarked
package io.freshet.engine.tracking;

import org.jspecify.annotations.NullMarked;
