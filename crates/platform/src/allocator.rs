//! The allocator of every binary that ships.
//!
//! The one of glibc keeps what 400 clients that did not read have cost, for as long as the process runs: no page of it is free as a whole. This
//! one sorts by size, and its own threads give pages back ten seconds after their last use, even while nothing happens in the process.

use tikv_jemallocator::Jemalloc;

#[global_allocator]
static ALLOCATOR: Jemalloc = Jemalloc;
