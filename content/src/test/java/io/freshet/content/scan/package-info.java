/// Scans of real trees, and what a second implementation says of the results.
@NullMarked
package io.freshet.content.scan;

import org.jspecify.annotations.NullMarked;
