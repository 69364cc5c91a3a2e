//! What is the same for every hold, whatever it is of.

use std::time::Duration;

use primitives::{EventId, GuestId, HoldOwner};

use crate::ports::{HoldKey, HoldRequest, Wanted};

#[derive(Debug, Clone)]
pub struct HoldTerms {
    pub event: EventId,
    pub owner: HoldOwner,
    /// What a guest is counted by; none, and for a named buyer: by nothing.
    pub guest: Option<GuestId>,
    pub life: Duration,
    pub key: Option<HoldKey>,
}

impl HoldTerms {
    #[must_use]
    pub fn wanting(self, wanted: Wanted) -> HoldRequest {
        let Self { event, owner, guest, life, key } = self;
        HoldRequest { event, wanted, owner, guest, life, key }
    }
}
