//! Which holds were made in which session: when one is bought, its session has no more to do in the sale.
//!
//! In memory alone, and as far as this instance has heard of it: a session whose purchase is missed ends with its lease.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use parking_lot::Mutex;
use primitives::{EventId, HoldId};
use tokio::time::Instant;

use crate::domain::{SESSION_LASTS, SessionId};

const HOLDS_MAX: usize = 200_000;
/// A purchase may be heard of before its hold is.
const BOUGHT_FIRST: Duration = Duration::from_secs(10);
const BOUGHT_FIRST_MAX: usize = 20_000;
/// No session lasts longer, so no hold of one is of interest for longer.
const KEPT: Duration = SESSION_LASTS;

/// A hold that was made with a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionHold {
    pub event: EventId,
    pub session: SessionId,
    pub hold: HoldId,
}

#[derive(Default)]
pub(super) struct Purchases {
    holds: Mutex<HashMap<HoldId, (SessionHold, Instant)>>,
    /// Bought of late, while it was not known in which session, or whether in any.
    unknown: Mutex<HashMap<HoldId, Instant>>,
    bought: Mutex<HashMap<EventId, HashSet<SessionId>>>,
}

impl Purchases {
    pub(super) fn note_held(&self, holds: impl IntoIterator<Item = SessionHold>, now: Instant) {
        let (mut known, mut unknown) = (self.holds.lock(), self.unknown.lock());
        for hold in holds {
            if unknown.remove(&hold.hold).is_some() {
                self.end(&hold);
            } else if known.len() < HOLDS_MAX {
                known.insert(hold.hold, (hold, now));
            }
        }
    }

    pub(super) fn note_bought(&self, holds: &[HoldId], now: Instant) {
        let (mut known, mut unknown) = (self.holds.lock(), self.unknown.lock());
        unknown.retain(|_, since| now.duration_since(*since) < BOUGHT_FIRST);
        for bought in holds {
            if let Some((hold, _)) = known.remove(bought) {
                self.end(&hold);
            } else if unknown.len() < BOUGHT_FIRST_MAX {
                unknown.insert(*bought, now);
            }
        }
    }

    fn end(&self, hold: &SessionHold) {
        self.bought.lock().entry(hold.event).or_default().insert(hold.session);
    }

    pub(super) fn take_bought(&self, event: EventId) -> HashSet<SessionId> {
        self.bought.lock().remove(&event).unwrap_or_default()
    }

    pub(super) fn prune(&self, now: Instant) {
        self.holds.lock().retain(|_, (_, since)| now.duration_since(*since) < KEPT);
    }

    pub(super) fn forget(&self, event: EventId) {
        self.bought.lock().remove(&event);
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn hold(number: u128) -> SessionHold {
        let (event, session) = (EventId::new(4).unwrap(), SessionId(Uuid::from_u128(number)));
        SessionHold { event, session, hold: HoldId::from_uuid(Uuid::from_u128(100 + number)) }
    }

    #[test]
    fn a_session_ends_with_the_purchase_of_one_of_its_holds_and_once() {
        let (purchases, now) = (Purchases::default(), Instant::now());
        purchases.note_held([hold(1), hold(2)], now);
        purchases.note_bought(&[hold(1).hold, hold(3).hold], now);
        assert_eq!(purchases.take_bought(hold(1).event), HashSet::from([hold(1).session]));
        purchases.note_bought(&[hold(1).hold], now);
        assert!(purchases.take_bought(hold(1).event).is_empty());
        purchases.note_held([hold(3)], now);
        assert_eq!(purchases.take_bought(hold(3).event), HashSet::from([hold(3).session]), "bought first");
    }

    #[test]
    fn holds_are_forgotten_with_the_sessions_they_were_made_in() {
        let (purchases, now) = (Purchases::default(), Instant::now());
        purchases.note_held([hold(1)], now);
        purchases.prune(now + KEPT);
        purchases.note_bought(&[hold(1).hold], now);
        assert!(purchases.take_bought(hold(1).event).is_empty());
    }
}
