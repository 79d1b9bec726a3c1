/// The shell script that starts Freshet, driven with a JDK and a Maven that only say what they were
/// told.
@NullMarked
package io.freshet.app.launcher;

import org.jspecify.annotations.NullMarked;
