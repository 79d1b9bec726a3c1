/// What a real tracker costs with 10,000 nodes: a load process plays them, one session and one
/// address each. Start at [TrackerLoad].
@NullMarked
package io.freshet.bench.tracker;

import org.jspecify.annotations.NullMarked;
