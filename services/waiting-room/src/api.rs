//! What other services call.

use std::sync::Arc;

use async_trait::async_trait;
use contracts::ErrorCode;
use contracts::api::waiting_room::{AdmitBody, AdmittedBody, GuardedBody, HeldBody};
use contracts::api::{CallError, NoContent, WaitingRoomApi};
use primitives::{EventId, HoldId};
use server::ApiError;

use crate::app::{SessionHold, WaitingRooms};
use crate::domain::SessionId;

pub(crate) struct GuardedSales(pub(crate) Arc<WaitingRooms>);

#[async_trait]
impl WaitingRoomApi for GuardedSales {
    async fn guarded(&self) -> Result<GuardedBody, CallError> {
        let lines = self.0.open_lines().map_err(CallError::unavailable)?;
        let event_ids = lines.iter().map(|(event, _)| event.get()).collect();
        let ended =
            lines.iter().flat_map(|(_, line)| line.ended_sessions()).map(|session| session.0).collect();
        Ok(GuardedBody { event_ids, ended })
    }

    async fn held(&self, body: HeldBody) -> Result<NoContent, CallError> {
        let holds = body.holds.iter().filter_map(|held| {
            let (session, hold) = (SessionId(held.session), HoldId::from_uuid(held.hold_id));
            Some(SessionHold { event: EventId::new(held.event_id).ok()?, session, hold })
        });
        self.0.note_held(holds);
        Ok(NoContent)
    }

    async fn admit(&self, body: AdmitBody) -> Result<AdmittedBody, CallError> {
        let AdmitBody { event_id, ticket, visitor } = body;
        let no_visitor = || CallError::refused(ErrorCode::BadRequest, "a visitor is 32 hexadecimal digits");
        let visitor = visitor.parse().map_err(|_| no_visitor())?;
        let admitted = self.0.admit(EventId::new(event_id)?, &ticket, visitor).await;
        Ok(AdmittedBody { pass: admitted.map_err(ApiError::from)? })
    }
}
