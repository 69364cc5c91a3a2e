//! What happens to the servers that have the seats.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use testkit::installation::SeatServers;

use crate::schedule::{Act, Shard, Trouble};
use crate::visit::ARENA;

/// Counts the moments at which Redis may have lost something: twice for each time, before and after. Odd: it is happening.
#[derive(Clone, Default)]
pub(crate) struct Losses(Arc<AtomicU64>);

impl Losses {
    pub(crate) fn note(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }

    pub(crate) fn so_far(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
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
