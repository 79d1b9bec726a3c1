/// Who fetches what from whom: [Assignment] is what a plan says, [Planner] makes it for one swarm.
@NullMarked
package io.freshet.engine.planning;

import org.jspecify.annotations.NullMarked;
