@NullMarked
package io.freshet.app.running;

import org.jspecify.annotations.NullMarked;
