/// Virtual time and a virtual network, in which the engine that ships is run.
@NullMarked
package io.freshet.sim;

import org.jspecify.annotations.NullMarked;
