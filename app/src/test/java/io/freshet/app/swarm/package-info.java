/// One release to several machines, as a person does it: real processes on loopback.
@NullMarked
package io.freshet.app.swarm;

import org.jspecify.annotations.NullMarked;
