package io.freshet.node.disk;

import io.freshet.content.Manifest;
import io.freshet.engine.NodeId;
import io.freshet.engine.durability.Succession;
import io.freshet.node.catalog.ChannelName;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Where a mirror puts the releases of its channel: one folder that becomes each of them
/// ([MirrorFolder]), or a folder for each ([VersionedFolder]).
public sealed interface MirrorPlace extends Closeable permits MirrorFolder, VersionedFolder {

  /// As a person wrote it.
  String destination();

  /// The node that mirrors here, if one did before.
  Optional<NodeId> node() throws IOException;

  /// Finishes what a process that was killed had begun.
  ///
  /// @return lines for people about what was done
  List<String> finish(Instant now, Succession.Witness witness)
      throws IOException, InterruptedException;

  /// Makes sure that this release may come here.
  ///
  /// @param channel whose release it is
  /// @param node who mirrors here from now on
  void claim(ChannelName channel, Manifest manifest, NodeId node) throws IOException;

  /// The destination that shall become this release. Nobody may have one open here.
  String open(int version, Manifest manifest) throws IOException, InterruptedException;

  /// Has the release that is complete in the destination of [#open] still to get its place?
  boolean awaitsPlace();

  /// Gives it, at once. Nobody may have the destination open.
  ///
  /// @return lines for people about what went
  List<String> place(int version, Instant now, Succession.Witness witness)
      throws IOException, InterruptedException;

  /// Deletes what has been in the trash for so long.
  void emptyTrash(Instant now, Duration kept) throws IOException;
}
