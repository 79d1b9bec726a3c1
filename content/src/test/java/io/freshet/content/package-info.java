/// The proof of the format: models, boundary sizes, hostile bytes, and another implementation.
@NullMarked
package io.freshet.content;

import org.jspecify.annotations.NullMarked;
