/// What one node wants, has in flight and retries in one swarm: start at [NodeEngine].
@NullMarked
package io.freshet.engine.fetching;

import org.jspecify.annotations.NullMarked;
