/// Trees and pieces against a model that is written as BEP 52 describes them.
@NullMarked
package io.freshet.content.merkle;

import org.jspecify.annotations.NullMarked;
