//! One of the slots that a room has: taken by a call, kept by a session.

use std::time::Duration;

use primitives::Timestamp;

use super::place::SessionId;

/// How long a call waits for its claim.
pub const CALL_LASTS: Duration = Duration::from_secs(30);
/// How long a session lasts that gives no sign of life.
pub const LEASE: Duration = Duration::from_secs(90);
/// How long a session lasts at most.
pub const SESSION_LASTS: Duration = Duration::from_secs(600);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    pub state: SlotState,
    /// When it lapses, unless it is claimed or renewed before.
    pub until: Timestamp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlotState {
    Called,
    Active { session: SessionId, end: Timestamp },
}

impl Slot {
    #[must_use]
    pub fn called(now: Timestamp) -> Self {
        Self { state: SlotState::Called, until: now.plus(CALL_LASTS) }
    }

    pub(super) fn active(session: SessionId, end: Timestamp, now: Timestamp) -> Self {
        Self { state: SlotState::Active { session, end }, until: now.plus(LEASE).min(end) }
    }

    #[must_use]
    pub fn has_lapsed(&self, now: Timestamp) -> bool {
        self.until <= now
    }
}
