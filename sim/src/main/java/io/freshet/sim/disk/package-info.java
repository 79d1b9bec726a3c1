/// A disk that forgets what was not synced, and processes that fetch a release onto it until they
/// are killed: [DiskTrial] runs them, [DiskChecker] compares what is claimed with what is there.
@NullMarked
package io.freshet.sim.disk;

import org.jspecify.annotations.NullMarked;
