/// Which extent next: [RarityIndex] keeps extents ordered by how few nodes hold them.
@NullMarked
package io.freshet.engine.picking;

import org.jspecify.annotations.NullMarked;
