/// What a person sees: lines, a block that moves on a terminal, sizes and times in words; and JSON
/// for programs. Start at [Console].
@NullMarked
package io.freshet.app.console;

import org.jspecify.annotations.NullMarked;
