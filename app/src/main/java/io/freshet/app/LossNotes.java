package io.freshet.app;

import io.freshet.app.console.Console;
import io.freshet.node.Seeding;
import java.nio.file.Path;

/// Names the files that an origin can no longer give.
///
/// @param remedy what a person does about it
record LossNotes(Console console, String remedy) implements Seeding.Losses {
  @Override
  public void changed(Path file) {
    console.note(file + " has changed and is served no more: " + remedy);
  }

  @Override
  public void rotten(Path file, String what) {
    console.note(file + " " + what + ": " + remedy);
  }

  /// The same for a folder of which a change makes a new release.
  static Seeding.Losses whileWatching(Console console) {
    return new Seeding.Losses() {
      @Override
      public void changed(Path file) {}

      @Override
      public void rotten(Path file, String what) {
        console.note(file + " " + what + ": put the file right");
      }
    };
  }
}
