package io.freshet.node.disk;

import io.freshet.content.InfoHash;

/// All of a destination was as this release has it, by a look.
///
/// @param since what was heard from then on
public record LastLook(InfoHash release, Heard since) {}
