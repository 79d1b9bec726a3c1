/// Channels and releases in a database.
@NullMarked
package io.freshet.node.catalog;

import org.jspecify.annotations.NullMarked;
