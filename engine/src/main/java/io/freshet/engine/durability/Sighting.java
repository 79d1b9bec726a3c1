package io.freshet.engine.durability;

import io.freshet.content.Fingerprint;

/// What stands under a name, seen without following a link.
public sealed interface Sighting {

  record Nothing() implements Sighting {}

  record RegularFile(Fingerprint fingerprint) implements Sighting {}

  record Folder() implements Sighting {}

  record Link(String target) implements Sighting {}

  /// A socket, a device, a pipe.
  record Special() implements Sighting {}

  /// A component on the way is not a folder but a link, or a file: nothing is reached through it.
  record Blocked(String component) implements Sighting {}
}
