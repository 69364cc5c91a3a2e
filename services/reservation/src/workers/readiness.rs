//! Whether the seat store could execute a command now, and whether it is known which sales need a pass.

use std::sync::Arc;

use async_trait::async_trait;
use lifecycle::ReadyCheck;
use primitives::Cause;

use crate::app::{Reservations, SaleGate};

pub(crate) struct SeatStoreAnswers(pub(crate) Arc<Reservations>);

#[async_trait]
impl ReadyCheck for SeatStoreAnswers {
    fn name(&self) -> &'static str {
        "seat-store"
    }

    async fn check(&self) -> Result<(), Cause> {
        Ok(self.0.check().await?)
    }
}

/// Once known, it stays known: while the waiting room is away, what it has said last goes on.
pub(crate) struct SalesKnown(pub(crate) Arc<SaleGate>);

#[async_trait]
impl ReadyCheck for SalesKnown {
    fn name(&self) -> &'static str {
        "sale-gate"
    }

    async fn check(&self) -> Result<(), Cause> {
        Ok(self.0.check_known()?)
    }
}
