/// The command line. [Main] starts the process, [Program] finds the [Command] that was asked for
/// and turns its [Outcome] into an exit code and, where needed, one line.
@NullMarked
package io.freshet.app;

import org.jspecify.annotations.NullMarked;
