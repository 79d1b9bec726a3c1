/// The demo's pictures and sums, and the whole of it with real processes.
@NullMarked
package io.freshet.app.demo;

import org.jspecify.annotations.NullMarked;
