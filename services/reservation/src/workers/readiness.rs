//! Whether the seat store could execute a command now.

use std::sync::Arc;

use async_trait::async_trait;
use lifecycle::ReadyCheck;
use primitives::Cause;

use crate::app::Reservations;

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
