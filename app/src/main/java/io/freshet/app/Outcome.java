package io.freshet.app;

import java.util.Optional;

/// How a command ended, and what a script is told: 0 done and verified, 1 failed or different, 3
/// interrupted. (2 is wrong usage, which is thrown.)
public sealed interface Outcome {
  Outcome DONE = new Done();

  int exitCode();

  /// What a person is told at the end, in one line.
  Optional<String> message();

  record Done() implements Outcome {
    @Override
    public int exitCode() {
      return 0;
    }

    @Override
    public Optional<String> message() {
      return Optional.empty();
    }
  }

  /// @param what what failed, on what, and what to do next
  record Failed(String what) implements Outcome {
    @Override
    public int exitCode() {
      return 1;
    }

    @Override
    public Optional<String> message() {
      return Optional.of(what);
    }
  }

  /// The command did its work and found a difference, which it has already said.
  record Different() implements Outcome {
    @Override
    public int exitCode() {
      return 1;
    }

    @Override
    public Optional<String> message() {
      return Optional.empty();
    }
  }

  /// Whoever reads its output has closed it, and needs no message.
  record Unread() implements Outcome {
    @Override
    public int exitCode() {
      return 1;
    }

    @Override
    public Optional<String> message() {
      return Optional.empty();
    }
  }

  /// @param what how to go on
  record Interrupted(String what) implements Outcome {
    @Override
    public int exitCode() {
      return 3;
    }

    @Override
    public Optional<String> message() {
      return Optional.of(what);
    }
  }
}
