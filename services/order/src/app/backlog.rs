//! The load of this service as admission sees it.

use std::time::Duration;

use parking_lot::Mutex;
use primitives::Timestamp;

use crate::domain::{Admission, AdmissionControl, DecidedOrder, Observation};
use crate::store::Census;

/// How many decisions are kept between two observations; later ones are only counted by the census.
const DECISIONS_MAX: usize = 8_192;

/// Orders are counted as they come and go, and corrected by every census.
#[derive(Debug)]
pub(super) struct Backlog(Mutex<Counts>);

#[derive(Debug)]
struct Counts {
    control: AdmissionControl,
    queueing: u64,
    /// Those that wait for their decision, however long.
    undecided: u64,
    refused: u64,
    decisions: Vec<DecidedOrder>,
}

/// Too many orders wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NoRoom {
    pub(super) retry_after: Duration,
}

impl Backlog {
    pub(super) fn new(settings: Admission) -> Self {
        let control = AdmissionControl::new(settings);
        Self(Mutex::new(Counts { control, queueing: 0, undecided: 0, refused: 0, decisions: Vec::new() }))
    }

    /// Whether one more would be admitted.
    pub(super) fn has_room(&self) -> bool {
        let counts = self.0.lock();
        counts.control.has_room(counts.queueing, counts.undecided)
    }

    /// `reserved`: of the room that there is, so much is for others.
    pub(super) fn admit(&self, reserved: u64) -> Result<(), NoRoom> {
        let mut counts = self.0.lock();
        if counts.control.has_room(counts.queueing + reserved, counts.undecided + reserved) {
            return Ok(());
        }
        counts.refused += 1;
        Err(NoRoom { retry_after: counts.control.retry_after() })
    }

    pub(super) fn accepted(&self) {
        let mut counts = self.0.lock();
        counts.queueing += 1;
        counts.undecided += 1;
    }

    pub(super) fn decided(&self, decision: DecidedOrder) {
        let mut counts = self.0.lock();
        counts.queueing = counts.queueing.saturating_sub(1);
        if counts.decisions.len() < DECISIONS_MAX {
            counts.decisions.push(decision);
        }
    }

    /// One waits no longer, because it is decided or its deadline has passed.
    pub(super) fn left(&self) {
        let mut counts = self.0.lock();
        counts.undecided = counts.undecided.saturating_sub(1);
    }

    /// Since when orders have to be accepted to count as queueing.
    pub(super) fn queue_since(&self, now: Timestamp) -> Timestamp {
        self.0.lock().control.queue_since(now)
    }

    pub(super) fn correct(&self, census: &Census, now: Timestamp) {
        let mut counts = self.0.lock();
        counts.queueing = census.queueing;
        counts.undecided = census.undecided;
        let decisions = std::mem::take(&mut counts.decisions);
        let refused = std::mem::take(&mut counts.refused);
        counts.control.observe(&Observation {
            now,
            queueing: census.queueing,
            decisions: &decisions,
            others_decide: census.ended > 0,
            refused,
        });
    }
}
