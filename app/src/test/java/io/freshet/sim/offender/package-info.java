/// Classes that break the rules of this module on purpose, so that LayeringTest can show each rule
/// failing.
@NullMarked
package io.freshet.sim.offender;

import org.jspecify.annotations.NullMarked;
