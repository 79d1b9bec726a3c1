/// What a tracker remembers across restarts: channels and releases in a database, their manifests
/// beside it.
///
/// Start at [Catalog]. [DataFolder] is the locked folder that all of it lives in, [ManifestFolder]
/// keeps the manifests. Everything here blocks on the disk; `docs/control.md` has the schema.
@NullMarked
package io.freshet.node.catalog;

import org.jspecify.annotations.NullMarked;
