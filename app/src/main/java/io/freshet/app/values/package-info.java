/// What a person writes on a command line, read into values that cannot be wrong: [Size], [Rate],
/// [Durations], [ListenAddress], [ReleaseReference]. Every `parse` throws an
/// `IllegalArgumentException` whose message says what is wrong and what would be right; the caller
/// adds where it stood.
@NullMarked
package io.freshet.app.values;

import org.jspecify.annotations.NullMarked;
