package io.freshet.app;

/// How a command ended, and what a script is told.
public sealed interface Outcome {
  Outcome DONE = new Done();

  /// The exit code that scripts see (docs: 0 done and verified, 1 failed or different, 3
  /// interrupted; 2, wrong usage, is thrown).
  int exitCode();

  record Done() implements Outcome {
    @Override
    public int exitCode() {
      return 0;
    }
  }

  /// @param what one line: what failed, on what, and what to do next
  record Failed(String what) implements Outcome {
    @Override
    public int exitCode() {
      return 1;
    }
  }

  /// The command did its work and found a difference, which it has already said.
  record Different() implements Outcome {
    @Override
    public int exitCode() {
      return 1;
    }
  }

  /// @param what one line that says how to go on
  record Interrupted(String what) implements Outcome {
    @Override
    public int exitCode() {
      return 3;
    }
  }
}
