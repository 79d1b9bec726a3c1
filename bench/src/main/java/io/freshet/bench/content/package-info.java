/// What hashing, scanning and parsing cost.
@NullMarked
package io.freshet.bench.content;

import org.jspecify.annotations.NullMarked;
