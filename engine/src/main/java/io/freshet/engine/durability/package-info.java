/// What a disk may claim, and in which order: start at [Durability], the machine; [Reopening] finds
/// out what an earlier process left, [Carrier] carries effects out.
///
/// The machine takes events and returns effects. [Disk] is the port that they are carried out on:
/// real files under a node, files that forget in the simulator. [Reopening], [Recheck], [Carrier]
/// and [Succession] are the only code of the engine that calls a port, so that both disks are
/// treated by the very same steps. The bytes of a journal are [JournalFormat]'s; `docs/disk.md`
/// describes them.
@NullMarked
package io.freshet.engine.durability;

import org.jspecify.annotations.NullMarked;
