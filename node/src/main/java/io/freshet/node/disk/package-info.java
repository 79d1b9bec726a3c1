/// What a node keeps on disk, and what it may claim of it: the effects of `docs/disk.md`.
///
/// Two directions meet here. [Holding] is what can be served: a [LiveSource] (somebody's own
/// folder) or a [Destination] (what a `get` fetches or has fetched). [Intake] is where arriving
/// pieces go: a [Destination], or an [OrderedOutput] that streams one file. [Ledger] decides what
/// may be claimed after which sync and knows no file; [SyncLoop] carries that out; [Journal] is
/// what survives a crash, [Recovery] believes it as far as the disk agrees. [Tree] is the only way
/// to a file below a root, and follows no link.
@NullMarked
package io.freshet.node.disk;

import org.jspecify.annotations.NullMarked;
