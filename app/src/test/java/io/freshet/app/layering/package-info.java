/// What keeps the modules apart: each rule, and a class that breaks it on purpose to show that it
/// can fail.
@NullMarked
package io.freshet.app.layering;

import org.jspecify.annotations.NullMarked;
