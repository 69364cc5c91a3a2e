//! What other services call.

use std::sync::Arc;

use async_trait::async_trait;
use contracts::api::order::CheckedBody;
use contracts::api::waiting_room::{
    AdmissionBody, AuditLineQuery, AuditedLineBody, GuardedBody, HeldBody, LineAuditBody, LineBreachBody,
};
use contracts::api::{CallError, NoContent, WaitingRoomApi};
use primitives::{EventId, HoldId, Timestamp, VisitorId};

use crate::app::{LineAudit, SessionHold, WaitingRooms};
use crate::domain::SessionId;
use crate::domain::promises::LineFlaw;

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
