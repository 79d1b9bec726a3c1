package io.freshet.node.control;

import io.freshet.node.catalog.Release;

/// How a publication goes, step by step.
public sealed interface Publishing {

  /// The release is in the catalog: it will be distributed, whatever happens to the publisher's
  /// connection.
  record Accepted(Release release) implements Publishing {}

  /// So many followers of the channel were told.
  record Announced(int nodes) implements Publishing {}

  /// So many nodes other than the publisher hold all of it now.
  record Copies(int nodes) implements Publishing {}

  /// It was not accepted: one line for people.
  record Refused(String why) implements Publishing {}

  /// The connection to the tracker is over before anybody ended it: one line for people.
  record Ended(ControlFailure why) implements Publishing {}
}
