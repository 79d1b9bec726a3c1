/// Bytes in virtual time: a [Flow] goes up one [Link] and down another, [Network] says how fast and
/// when it is done.
@NullMarked
package io.freshet.sim.network;

import org.jspecify.annotations.NullMarked;
