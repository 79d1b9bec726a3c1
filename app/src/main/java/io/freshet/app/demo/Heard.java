package io.freshet.app.demo;

import io.freshet.app.console.JsonLine;

/// What a process of the demo did.
sealed interface Heard {
  Process process();

  /// It wrote a line.
  record Said(Process process, JsonLine line) implements Heard {}

  /// It is gone, and what it wrote before was heard.
  record Ended(Process process, int exitCode) implements Heard {}
}
