/// Folders kept equal: the same work for Freshet, rsync and Syncthing, as whole processes on this
/// machine. Start at [FolderBench].
@NullMarked
package io.freshet.bench.folders;

import org.jspecify.annotations.NullMarked;
