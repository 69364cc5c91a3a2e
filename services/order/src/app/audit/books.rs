//! The books that an audit compares.

use std::sync::Arc;
use std::time::Duration;

use primitives::Clock;

use crate::domain::SagaTimeouts;
use crate::ports::{BooksUnavailable, OtherBooks};
use crate::store::{OrderStore, StoreError};

/// How much of a book is read at a time.
pub(super) const PAGE: u32 = 500;
/// By then, what is in progress has moved on as far as it can.
const RECHECK_AFTER: Duration = Duration::from_secs(2);

#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    #[error(transparent)]
    Own(#[from] StoreError),
    #[error(transparent)]
    Other(#[from] BooksUnavailable),
}

/// Reads everything and changes nothing.
pub struct Audit {
    pub(super) own: OrderStore,
    pub(super) others: Arc<dyn OtherBooks>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) timeouts: SagaTimeouts,
    pub(super) recheck_after: Duration,
}

impl Audit {
    #[must_use]
    pub fn new(
        own: OrderStore,
        others: Arc<dyn OtherBooks>,
        clock: Arc<dyn Clock>,
        timeouts: SagaTimeouts,
    ) -> Self {
        Self { own, others, clock, timeouts, recheck_after: RECHECK_AFTER }
    }

    /// For a caller that knows that nothing is in progress.
    #[must_use]
    pub fn rechecking_after(self, recheck_after: Duration) -> Self {
        Self { recheck_after, ..self }
    }
}
