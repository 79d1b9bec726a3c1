/// The second world of the engine: its classes run in virtual time. A [Distribution] says what is
/// asked, a [Simulation] runs it, a [Result] says what came of it; `world` is where it happens and
/// `checking` what watches in tests.
@NullMarked
package io.freshet.sim;

import org.jspecify.annotations.NullMarked;
