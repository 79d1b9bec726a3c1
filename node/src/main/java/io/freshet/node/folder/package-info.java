/// Somebody's folder that becomes a release whenever it has changed. Start at [WatchedFolder];
/// [FolderWatch] hears of changes, [Settling] says when it is time to look, [DeletionGuard] what is
/// too much to lose at once, [FolderMemory] what outlives the process. [PlaceWatch] hears for a
/// mirror what somebody changes in its own folder.
@NullMarked
package io.freshet.node.folder;

import org.jspecify.annotations.NullMarked;
