/// Files, sync and journals: the effects that reach a disk.
@NullMarked
package io.freshet.node.disk;

import org.jspecify.annotations.NullMarked;
