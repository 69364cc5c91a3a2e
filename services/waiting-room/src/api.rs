//! What other services call.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use contracts::api::waiting_room::{ChangesQuery, GuardedBody, HeldBody, IntakeBody, LoadBody, OpenSaleBody};
use contracts::api::{CallError, NoContent, WaitingRoomApi};
use primitives::{EventId, HoldId};

use crate::app::{GuardedSales, SessionHold, WaitingRooms};
use crate::domain::{Load, OrderIntake, SessionId};

pub(crate) struct GuardedSalesApi(pub(crate) Arc<WaitingRooms>);

#[async_trait]
impl WaitingRoomApi for GuardedSalesApi {
    async fn guarded(&self) -> Result<GuardedBody, CallError> {
        Ok(body(&self.0.guarded().map_err(CallError::unavailable)?))
    }

    async fn changes(&self, query: ChangesQuery) -> Result<GuardedBody, CallError> {
        Ok(body(&self.0.guarded_since(query.known).await.map_err(CallError::unavailable)?))
    }

    async fn held(&self, body: HeldBody) -> Result<NoContent, CallError> {
        let holds = body.holds.iter().filter_map(|held| {
            let (session, hold) = (SessionId(held.session), HoldId::from_uuid(held.hold_id));
            Some(SessionHold { event: EventId::new(held.event_id).ok()?, session, hold })
        });
        self.0.note_held(holds);
        if let Some(body) = body.load {
            self.0.note_load(load(body));
        }
        Ok(NoContent)
    }
}

fn body(sales: &GuardedSales) -> GuardedBody {
    let ids = |events: &[EventId]| events.iter().map(|event| event.get()).collect();
    let open = sales.open.iter().map(|(event, open)| OpenSaleBody {
        event_id: event.get(),
        per_second: open.per_second,
        until_us: open.until.as_micros(),
    });
    GuardedBody {
        event_ids: ids(&sales.events),
        ended: sales.ended.iter().map(|session| session.0).collect(),
        closed: Some(ids(&sales.closed)),
        open: open.collect(),
        state: sales.digest(),
    }
}

fn load(body: LoadBody) -> Load {
    let orders = match body.orders {
        IntakeBody::HasRoom => OrderIntake::HasRoom,
        IntakeBody::Full => OrderIntake::Full,
        IntakeBody::Unreachable => OrderIntake::Unreachable,
    };
    Load { hold_p95: body.hold_p95_ms.map(Duration::from_millis), orders }
}
