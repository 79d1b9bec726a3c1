/// From words to values: a command declares its [Syntax] of [Operand]s and [Option]s, [Arguments]
/// reads the command line, the environment and a config file by it, [Help] explains it. Start at
/// [Arguments#parse].
///
/// Our own, because it costs 1 ms where a library costs 80 ms of CPU at every start
/// (docs/adr/0003).
@NullMarked
package io.freshet.app.arguments;

import org.jspecify.annotations.NullMarked;
