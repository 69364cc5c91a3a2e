//! Whether the rooms are known, and whether the line store could execute a command now.

use std::sync::Arc;

use async_trait::async_trait;
use lifecycle::ReadyCheck;
use primitives::Cause;

use crate::app::WaitingRooms;

pub(crate) struct RoomsKnown(pub(crate) Arc<WaitingRooms>);

#[async_trait]
impl ReadyCheck for RoomsKnown {
    fn name(&self) -> &'static str {
        "waiting-rooms"
    }

    async fn check(&self) -> Result<(), Cause> {
        Ok(self.0.check_rooms_known()?)
    }
}

pub(crate) struct LineStoreAnswers(pub(crate) Arc<WaitingRooms>);

#[async_trait]
impl ReadyCheck for LineStoreAnswers {
    fn name(&self) -> &'static str {
        "line-store"
    }

    /// Where places stand is in memory, so visitors are answered without it.
    fn is_needed(&self) -> bool {
        false
    }

    async fn check(&self) -> Result<(), Cause> {
        Ok(self.0.check().await?)
    }
}
