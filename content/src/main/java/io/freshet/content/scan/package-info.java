/// A file or folder on disk becomes a manifest. Start at [Scanner]; [ScanResult] is what it found,
/// [io.freshet.content.Fingerprint] how a server notices later that a file is no longer what was
/// hashed. The only part of `content` that touches the disk.
@NullMarked
package io.freshet.content.scan;

import org.jspecify.annotations.NullMarked;
