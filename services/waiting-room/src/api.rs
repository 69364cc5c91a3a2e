//! What other services call.

use std::sync::Arc;
use std::time::Duration;

use access::VisitorNames;
use async_trait::async_trait;
use contracts::ErrorCode;
use contracts::api::order::CheckedBody;
use contracts::api::waiting_room::{
    AdmissionBody, AdmitBody, AdmittedBody, AuditLineQuery, AuditedLineBody, ChangesQuery, GuardedBody,
    HeldBody, IntakeBody, LineAuditBody, LineBreachBody, LoadBody, OpenSaleBody, PlaceQuery,
    PlaceStandingBody,
};
use contracts::api::{CallError, NoContent, WaitingRoomApi};
use contracts::http::waiting_room::PlaceBody;
use primitives::{EventId, HoldId, Timestamp, VisitorId};
use server::ApiError;

use crate::app::{GuardedSales, LineAudit, SessionHold, WaitingRooms};
use crate::domain::promises::LineFlaw;
use crate::domain::{Load, OrderIntake, SessionId};
use crate::http::convert;

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
        self.0.note_churning(body.churning.iter().filter_map(|address| address.parse().ok()));
        if let Some(body) = body.load {
            self.0.note_load(load(body));
        }
        Ok(NoContent)
    }

    async fn admit(&self, body: AdmitBody) -> Result<AdmittedBody, CallError> {
        let AdmitBody { event_id, ticket, visitor, was } = body;
        let no_visitor = || CallError::refused(ErrorCode::BadRequest, "a visitor is 32 hexadecimal digits");
        let own = visitor.parse().map_err(|_| no_visitor())?;
        let was = was.map(|was| was.parse()).transpose().map_err(|_| no_visitor())?;
        let visitor = self.0.visitor_of_ticket(&ticket, VisitorNames { own, was });
        let admitted = self.0.admit(EventId::new(event_id)?, &ticket, visitor).await;
        Ok(AdmittedBody { pass: admitted.map_err(ApiError::from)? })
    }

    async fn place(&self, body: PlaceQuery) -> Result<PlaceStandingBody, CallError> {
        let event = EventId::new(body.event_id)?;
        let place = self.0.shown_place_at(event, &body.ticket).map_err(ApiError::from)?;
        let PlaceBody { state, estimated_wait_seconds, poll_after_ms, .. } = convert::place(&place);
        Ok(PlaceStandingBody { state, position: place.position(), estimated_wait_seconds, poll_after_ms })
    }

    async fn audit(&self, body: AuditLineQuery) -> Result<AuditedLineBody, CallError> {
        let after = body.after.map(EventId::new).transpose()?;
        let audited = self.0.audit_behind(after).await.map_err(CallError::unavailable)?;
        Ok(AuditedLineBody { line: audited.map(|(event, audit)| audited_line(event, audit)) })
    }
}

fn audited_line(event: EventId, audit: LineAudit) -> LineAuditBody {
    let LineAudit { checked, flaws, recorded_since, admissions } = audit;
    let checked = checked.into_iter().map(|(promise, count)| CheckedBody {
        invariant: promise.id().to_owned(),
        count: u64::try_from(count).unwrap_or(u64::MAX),
    });
    let breach = |LineFlaw { promise, what }| LineBreachBody { invariant: promise.id().to_owned(), what };
    let admission = |(visitor, from, until): (VisitorId, Timestamp, Timestamp)| AdmissionBody {
        visitor: visitor.to_string(),
        from_us: from.as_micros(),
        until_us: until.as_micros(),
    };
    LineAuditBody {
        event_id: event.get(),
        checked: checked.collect(),
        breaches: flaws.into_iter().map(breach).collect(),
        recorded_since_us: recorded_since.map(Timestamp::as_micros),
        admissions: admissions.into_iter().map(admission).collect(),
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
