/// Classes that break the rules of this module on purpose, so that LayeringTest can show each rule
/// failing.
@NullMarked
package io.freshet.content.offender;

import org.jspecify.annotations.NullMarked;
