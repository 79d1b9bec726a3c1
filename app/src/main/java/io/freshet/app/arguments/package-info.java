/// From words to values: a command declares its [Syntax] of [Operand]s and [Option]s, [Arguments]
/// reads the command line, the environment and a config file by it, [Help] explains it. Start at
/// [Arguments#parse].
///
/// Commons CLI takes the words apart ([WrittenWords]); what they mean, where else an option may
/// stand and what a person is told is here (docs/adr/0003).
@NullMarked
package io.freshet.app.arguments;

import org.jspecify.annotations.NullMarked;
