/// A distribution that is tried out before it is done: [Question] is what the command line asks,
/// [ZoneFile] the zones and their links, [Grid] the picture while it runs, [Answer] what comes out.
@NullMarked
package io.freshet.app.simulating;

import org.jspecify.annotations.NullMarked;
