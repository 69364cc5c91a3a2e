//! The holds that were made with passes, until the waiting room has heard of them.

use contracts::api::waiting_room::SessionHoldBody;
use parking_lot::Mutex;
use primitives::{EventId, HoldId};
use uuid::Uuid;

/// Beyond these the oldest are dropped: their sessions end with their leases.
const WAITING_MAX: usize = 10_000;
const TOGETHER_MAX: usize = 1_000;

#[derive(Default)]
pub(super) struct SessionHolds(Mutex<Vec<SessionHoldBody>>);

impl SessionHolds {
    pub(super) fn note(&self, event: EventId, session: Uuid, hold: HoldId) {
        self.put(vec![SessionHoldBody { event_id: event.get(), session, hold_id: *hold.as_uuid() }]);
    }

    /// What could not be reported is reported with the next.
    pub(super) fn put(&self, new: Vec<SessionHoldBody>) {
        let mut waiting = self.0.lock();
        waiting.extend(new);
        let too_many = waiting.len().saturating_sub(WAITING_MAX);
        waiting.drain(..too_many);
    }

    /// The oldest, for a report.
    pub(super) fn take(&self) -> Vec<SessionHoldBody> {
        let mut waiting = self.0.lock();
        let count = waiting.len().min(TOGETHER_MAX);
        waiting.drain(..count).collect()
    }
}
