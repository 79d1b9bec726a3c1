/// Tests of what plays a tracker's nodes.
@NullMarked
package io.freshet.bench.tracker;

import org.jspecify.annotations.NullMarked;
