package io.freshet.app;

import io.freshet.app.arguments.UsageException;
import io.freshet.app.values.TrackerPath;
import io.freshet.app.values.Version;
import io.freshet.node.control.Address;
import io.freshet.node.control.Answer;
import io.freshet.node.control.ControlFailure;
import io.freshet.node.control.Timing;
import io.freshet.node.control.TrackerClient;
import java.util.List;

/// A command's questions to the first of some trackers that answers.
final class TrackerTalk {
  private TrackerTalk() {}

  /// What is done with a tracker once it is connected.
  interface Talk {
    Outcome with(TrackerClient client) throws InterruptedException;
  }

  /// What is done with an answer.
  interface Use<T> {
    Outcome of(T value);
  }

  static Outcome with(List<Address> trackers, Talk talk) throws InterruptedException {
    return switch (TrackerClient.connect(trackers, Timing.STANDARD)) {
      case Answer.Failed<TrackerClient>(ControlFailure why) -> failed(why);
      case Answer.Given<TrackerClient>(TrackerClient client) -> {
        try (client) {
          yield talk.with(client);
        }
      }
    };
  }

  static <T> Outcome use(Answer<T> answer, Use<T> use) throws InterruptedException {
    return switch (answer) {
      case Answer.Failed<T>(ControlFailure why) -> failed(why);
      case Answer.Given<T>(T value) -> use.of(value);
    };
  }

  static Outcome failed(ControlFailure why) throws InterruptedException {
    // A question that Ctrl-C cut short has not failed.
    if (Thread.interrupted()) throw new InterruptedException();
    return new Outcome.Failed(why.line());
  }

  /// For commands that are about a whole channel.
  static void refuseVersion(TrackerPath path) throws UsageException {
    if (!path.version().equals(Version.NEWEST)) {
      throw new UsageException(
          "`" + path + "` names one version: leave @" + path.version() + " out to see all of them");
    }
  }
}
