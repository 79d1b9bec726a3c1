@NullMarked
package io.freshet.bench.folders;

import org.jspecify.annotations.NullMarked;
