//! A device at a gate: it scans tickets of one event at one gate, for a day.

use access::{DEVICE_TOKEN_LIFE, GatePlace};
use primitives::Timestamp;
use uuid::Uuid;

/// Of one organization, at one time.
pub const GATE_DEVICES_MAX: usize = 200;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateDevice {
    pub id: Uuid,
    pub org: Uuid,
    pub name: String,
    pub place: GatePlace,
    pub created_at: Timestamp,
}

impl GateDevice {
    #[must_use]
    pub fn expires_at(&self) -> Timestamp {
        self.created_at.plus(DEVICE_TOKEN_LIFE)
    }
}
