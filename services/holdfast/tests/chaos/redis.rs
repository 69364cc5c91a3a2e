//! What happens to the servers that have the seats.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use testkit::installation::SeatServers;
use tokio::time::Instant;

use crate::schedule::{Act, Shard, Trouble};
use crate::visit::ARENA;

/// After a loss lines are put together again, at all instances, within this time.
const RESTORED_WITHIN: Duration = Duration::from_secs(30);

/// Counts the moments at which Redis may have lost something: twice for each time, before and after. Odd: it is happening.
#[derive(Clone, Default)]
pub(crate) struct Losses(Arc<Noted>);

#[derive(Default)]
struct Noted {
    count: AtomicU64,
    last: Mutex<Option<Instant>>,
}

impl Losses {
    pub(crate) fn note(&self) {
        *self.0.last.lock() = Some(Instant::now());
        self.0.count.fetch_add(1, Ordering::SeqCst);
    }

    pub(crate) fn so_far(&self) -> u64 {
        self.0.count.load(Ordering::SeqCst)
    }

    /// Nothing has been lost since there were so many, nor just before.
    pub(crate) fn none_since(&self, before: u64) -> bool {
        let last = *self.0.last.lock();
        let is_long_ago = last.is_none_or(|last| last.elapsed() > RESTORED_WITHIN);
        before.is_multiple_of(2) && before == self.so_far() && is_long_ago
    }
}

#[derive(Default)]
pub(crate) struct RedisTroubles {
    pub(crate) losses: Losses,
    /// The server that is down or silent, or was at last.
    struck: usize,
}

impl RedisTroubles {
    pub(crate) fn act(&mut self, servers: &mut SeatServers, act: &Act) {
        match (act.trouble, act.begins) {
            (Trouble::Flushed, true) => {
                self.losses.note();
                self.flush(servers);
                self.losses.note();
            }
            (Trouble::ScriptsFlushed, true) => servers.run_on_primaries(&["SCRIPT", "FLUSH"]),
            (Trouble::Killed, true) => {
                self.strike(servers, Shard::Arena);
                servers.process(self.struck).kill9();
            }
            (Trouble::Silent(shard), true) => {
                self.strike(servers, shard);
                servers.process(self.struck).pause();
            }
            (Trouble::Killed, false) => {
                servers.process(self.struck).start_again().unwrap();
                self.recovers(servers);
            }
            (Trouble::Silent(_), false) => {
                servers.process(self.struck).resume();
                self.recovers(servers);
            }
            (_, _) => {}
        }
    }

    pub(crate) fn flush(&self, servers: &mut SeatServers) {
        servers.run_on_primaries(&["FLUSHALL"]);
    }

    /// What a primary has answered and its replica does not have is lost if that is promoted.
    fn strike(&mut self, servers: &SeatServers, shard: Shard) {
        self.losses.note();
        self.struck = servers.primary_of(&match shard {
            Shard::Arena => format!("holdfast:{{{ARENA}}}:meta"),
            Shard::Events => "holdfast:{events}".to_owned(),
        });
    }

    /// A primary that was replaced while it was away takes orders until it has heard of it.
    fn recovers(&self, servers: &SeatServers) {
        servers.await_ready();
        self.losses.note();
    }
}
