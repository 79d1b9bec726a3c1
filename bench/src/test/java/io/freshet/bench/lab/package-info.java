/// The lab's parts that need no root.
@NullMarked
package io.freshet.bench.lab;

import org.jspecify.annotations.NullMarked;
