@NullMarked
package io.freshet.node.folder;

import org.jspecify.annotations.NullMarked;
