//! Which sections were found sold out a moment ago: the crowd behind the last place is answered without asking the store once for each.

use std::collections::HashMap;
use std::time::Duration;

use parking_lot::Mutex;
use primitives::{EventId, Timestamp};

use crate::domain::UnitRange;
use crate::ports::{HoldError, HoldRequest, Reservation, Wanted};

/// Places that another instance frees, and holds that lapse, are seen so much later.
const BELIEVED_FOR: Duration = Duration::from_millis(250);
/// Beyond that all are forgotten, and the store is asked.
const SECTIONS_MAX: usize = 4_096;

type Section = (EventId, UnitRange);

/// What this process frees itself is forgotten here at once.
#[derive(Debug, Default)]
pub(super) struct SoldOut {
    found: Mutex<Found>,
}

#[derive(Debug, Default)]
struct Found {
    at: HashMap<Section, Timestamp>,
    /// How often something was freed.
    frees: u64,
}

/// What the store is about to be asked.
pub(super) struct Asked {
    section: Option<Section>,
    at: Timestamp,
    frees: u64,
}

impl SoldOut {
    /// The error is the answer. With a key the store is always asked: it may have answered the same request before.
    pub(super) fn ask(&self, request: &HoldRequest, at: Timestamp) -> Result<Asked, HoldError> {
        let section = section_without_key(request);
        let found = self.found.lock();
        let sold_out_at = section.and_then(|section| found.at.get(&section));
        match sold_out_at {
            Some(since) if (*since..since.plus(BELIEVED_FOR)).contains(&at) => {
                Err(HoldError::Short { free: 0 })
            }
            _ => Ok(Asked { section, at, frees: found.frees }),
        }
    }

    /// An answer from before something was freed says nothing any more.
    pub(super) fn answered(&self, asked: &Asked, answer: &Result<Reservation, HoldError>) {
        let (Some(section), Err(HoldError::Short { free: 0 })) = (asked.section, answer) else { return };
        let mut found = self.found.lock();
        if found.frees != asked.frees {
            return;
        }
        if found.at.len() >= SECTIONS_MAX {
            found.at.clear();
        }
        found.at.insert(section, asked.at);
    }

    /// Something of the event was freed.
    pub(super) fn freed(&self, event: EventId) {
        let mut found = self.found.lock();
        found.frees += 1;
        found.at.retain(|(of, _), _| *of != event);
    }

    /// Something was freed, of whichever events.
    pub(super) fn freed_somewhere(&self) {
        let mut found = self.found.lock();
        found.frees += 1;
        found.at.clear();
    }
}

fn section_without_key(request: &HoldRequest) -> Option<Section> {
    match &request.wanted {
        Wanted::Units(units) if request.key.is_none() => Some((request.event, units.range)),
        Wanted::Units(_) | Wanted::Seats(_) => None,
    }
}
