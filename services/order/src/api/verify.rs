//! Whether the promises are kept, one page of the books at a time.

use bus::OutboxPosition;
use contracts::api::CallError;
use contracts::api::order::{BreachBody, CheckedBody, PageBody, VerifiedBody, VerifyQuery};
use contracts::api::outbox::MessageCursorBody;
use primitives::{EventId, InvalidId, OrderId, SeatId};
use tokio::time::Instant;

use crate::app::audit::{Audit, AuditPage, Findings};
use crate::domain::promises::Breach;

pub(super) async fn page(audit: &Audit, body: VerifyQuery) -> Result<VerifiedBody, CallError> {
    let page = body.page.map_or(Ok(AuditPage::FIRST), AuditPage::try_from)?;
    let began = Instant::now();
    let findings = audit.check(&page).await.map_err(CallError::unavailable)?;
    let took_us = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
    Ok(VerifiedBody { took_us, ..findings.into() })
}

impl TryFrom<PageBody> for AuditPage {
    type Error = InvalidId;

    fn try_from(body: PageBody) -> Result<Self, InvalidId> {
        let event = |id: Option<i64>| id.map(EventId::new).transpose();
        Ok(match body {
            PageBody::Orders { after } => Self::Orders { after: after.map(OrderId::from_uuid) },
            PageBody::Keys { after } => Self::Keys { after },
            PageBody::Messages { from } => Self::Messages { from: from.map(cursor) },
            PageBody::PaymentMessages { from } => Self::PaymentMessages { from: from.map(cursor) },
            PageBody::SeatMessages => Self::SeatMessages,
            PageBody::Seats { event_id, after } => {
                Self::Seats { event: event(event_id)?, after: after.map(SeatId::new).transpose()? }
            }
            PageBody::Lines { after } => Self::Lines { after: event(after)? },
            PageBody::Maps { event_id } => Self::Maps { event: event(event_id)? },
            PageBody::Pools { event_id } => Self::Pools { event: event(event_id)? },
        })
    }
}

impl From<AuditPage> for PageBody {
    fn from(page: AuditPage) -> Self {
        let event_id = |event: Option<EventId>| event.map(EventId::get);
        match page {
            AuditPage::Orders { after } => Self::Orders { after: after.map(|order| *order.as_uuid()) },
            AuditPage::Keys { after } => Self::Keys { after },
            AuditPage::Messages { from } => Self::Messages { from: from.map(cursor_body) },
            AuditPage::PaymentMessages { from } => Self::PaymentMessages { from: from.map(cursor_body) },
            AuditPage::SeatMessages => Self::SeatMessages,
            AuditPage::Seats { event, after } => {
                Self::Seats { event_id: event_id(event), after: after.map(SeatId::get) }
            }
            AuditPage::Lines { after } => Self::Lines { after: event_id(after) },
            AuditPage::Maps { event } => Self::Maps { event_id: event_id(event) },
            AuditPage::Pools { event } => Self::Pools { event_id: event_id(event) },
        }
    }
}

fn cursor(MessageCursorBody { key, number }: MessageCursorBody) -> OutboxPosition {
    OutboxPosition { key, number }
}

fn cursor_body(OutboxPosition { key, number }: OutboxPosition) -> MessageCursorBody {
    MessageCursorBody { key, number }
}

impl From<Findings> for VerifiedBody {
    fn from(findings: Findings) -> Self {
        let checked = findings.checked.into_iter();
        let checked =
            checked.map(|(promise, count)| CheckedBody { invariant: promise.id().to_owned(), count });
        Self {
            next: findings.next.map(PageBody::from),
            checked: checked.collect(),
            breaches: findings.breaches.into_iter().map(BreachBody::from).collect(),
            took_us: 0,
        }
    }
}

impl From<Breach> for BreachBody {
    fn from(breach: Breach) -> Self {
        let Breach { promise, event, order, seat, what } = breach;
        Self {
            invariant: promise.id().to_owned(),
            event_id: event.map(EventId::get),
            order_id: order.map(|order| *order.as_uuid()),
            seat_id: seat.map(SeatId::get),
            what,
        }
    }
}
