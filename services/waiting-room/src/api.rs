//! What other services call.

use std::sync::Arc;

use async_trait::async_trait;
use contracts::api::waiting_room::GuardedBody;
use contracts::api::{CallError, WaitingRoomApi};

use crate::app::WaitingRooms;

pub(crate) struct GuardedSales(pub(crate) Arc<WaitingRooms>);

#[async_trait]
impl WaitingRoomApi for GuardedSales {
    async fn guarded(&self) -> Result<GuardedBody, CallError> {
        let events = self.0.guarded().map_err(CallError::unavailable)?;
        Ok(GuardedBody { event_ids: events.into_iter().map(primitives::EventId::get).collect() })
    }
}
