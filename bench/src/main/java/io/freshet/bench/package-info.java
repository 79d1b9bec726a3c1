/// Measurements: JMH, the network lab, other tools beside ours.
@NullMarked
package io.freshet.bench;

import org.jspecify.annotations.NullMarked;
