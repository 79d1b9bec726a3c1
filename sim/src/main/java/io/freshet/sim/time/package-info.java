/// Virtual time: [EventQueue] knows what happens next and what time that is.
@NullMarked
package io.freshet.sim.time;

import org.jspecify.annotations.NullMarked;
