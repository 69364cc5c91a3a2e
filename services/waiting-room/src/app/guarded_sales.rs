//! Which sales need a pass, and which passes are worth nothing any more: what those who verify passes have to know.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::time::Duration;

use primitives::EventId;
use tokio::time::timeout;

use super::error::RoomsUnknown;
use super::waiting_rooms::WaitingRooms;
use crate::domain::{FailOpen, Phase, SessionId};

/// How long an answer waits for news.
const NEWS_AWAITED: Duration = Duration::from_millis(1_500);

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GuardedSales {
    pub events: Vec<EventId>,
    /// Their rooms are closed: no pass is needed any more.
    pub closed: Vec<EventId>,
    /// Of the guarded ones: visitors get in without a pass.
    pub open: Vec<(EventId, FailOpen)>,
    /// The sessions that have ended of late.
    pub ended: Vec<SessionId>,
}

impl GuardedSales {
    /// Two instances that know the same have the same.
    #[must_use]
    pub fn digest(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.events.hash(&mut hasher);
        self.closed.hash(&mut hasher);
        for (event, FailOpen { per_second, until }) in &self.open {
            (event, per_second, until.as_micros()).hash(&mut hasher);
        }
        self.ended.hash(&mut hasher);
        hasher.finish()
    }
}

impl WaitingRooms {
    pub fn guarded(&self) -> Result<GuardedSales, RoomsUnknown> {
        self.check_rooms_known()?;
        let (mut lines, now, mut sales) = (self.lines(), self.clock.now(), GuardedSales::default());
        lines.sort_unstable_by_key(|(event, _)| *event);
        for (event, line) in lines {
            let room = line.room();
            let of_phase = if room.phase == Phase::Closed { &mut sales.closed } else { &mut sales.events };
            of_phase.push(event);
            sales.open.extend(room.fail_open(now).map(|open| (event, open)));
            sales.ended.extend(line.ended_sessions());
        }
        // Instances notice ends in an order of their own.
        sales.ended.sort_unstable();
        Ok(sales)
    }

    /// As soon as it is something else than what is known, or after a while. That the rooms are read for the first time is waited for in the same
    /// way.
    pub async fn guarded_since(&self, known: Option<u64>) -> Result<GuardedSales, RoomsUnknown> {
        let mut changes = self.changes.subscribe();
        let news = async {
            loop {
                changes.mark_unchanged();
                let is_news = self.guarded().is_ok_and(|sales| Some(sales.digest()) != known);
                if is_news || changes.changed().await.is_err() {
                    return;
                }
            }
        };
        // Whether there was news in time is seen in what is known now.
        let _ = timeout(NEWS_AWAITED, news).await;
        self.guarded()
    }
}
