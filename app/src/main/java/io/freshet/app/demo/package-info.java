/// The main job on one machine, to be watched: an origin and four nodes as processes of this very
/// program. [Demo] runs it, [Cast] are the processes, [Proof] compares the copies at the end.
@NullMarked
package io.freshet.app.demo;

import org.jspecify.annotations.NullMarked;
