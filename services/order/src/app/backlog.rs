//! The load of this service as admission sees it.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::domain::Admission;
use crate::store::Census;

/// How many orders are not decided yet, and how many were decided recently. Counted as they come and go, and corrected by every census.
#[derive(Debug, Default)]
pub(super) struct Backlog {
    unfinished: AtomicU64,
    decided: AtomicU64,
}

impl Backlog {
    pub(super) fn unfinished(&self) -> u64 {
        self.unfinished.load(Ordering::Relaxed)
    }

    pub(super) fn has_room(&self, admission: &Admission) -> bool {
        admission.has_room(self.unfinished(), self.decided.load(Ordering::Relaxed))
    }

    pub(super) fn accepted(&self) {
        self.unfinished.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn settled(&self) {
        let less = |unfinished: u64| Some(unfinished.saturating_sub(1));
        let _ = self.unfinished.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
    }

    pub(super) fn correct(&self, census: &Census) {
        self.unfinished.store(census.unfinished, Ordering::Relaxed);
        self.decided.store(census.decided, Ordering::Relaxed);
    }
}
