/// What measures, without measuring.
@NullMarked
package io.freshet.bench;

import org.jspecify.annotations.NullMarked;
