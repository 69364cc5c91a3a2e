//! What is recorded of slots, so that the promises about them can be judged: who was called, who claimed, and what has ended, in this order.

use primitives::{Timestamp, VisitorId};

use super::place::PlaceNumber;

/// Of each line the last so many entries are kept.
pub const ADMISSIONS_KEPT: usize = 20_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AdmissionEntry {
    pub at: Timestamp,
    pub number: PlaceNumber,
    pub step: AdmissionStep,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AdmissionStep {
    Called {
        /// It had missed a call before.
        returned: bool,
        /// How many might be called or in the sale then.
        cap: u32,
    },
    Claimed {
        by: VisitorId,
    },
    /// The slot is free.
    Ended,
}
