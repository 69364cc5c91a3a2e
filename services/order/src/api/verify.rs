//! Whether the promises are kept, one page of the books at a time.

use bus::OutboxPosition;
use contracts::api::CallError;
use contracts::api::order::{BreachBody, CheckedBody, PageBody, VerifiedBody, VerifyQuery};
use contracts::api::outbox::MessageCursorBody;
use primitives::{EventId, InvalidId, OrderId, SeatId};
use tokio::time::Instant;

use crate::app::audit::{Audit, Found, Page};
use crate::domain::promises::Breach;

pub(super) async fn page(audit: &Audit, body: VerifyQuery) -> Result<VerifiedBody, CallError> {
    let page = body.page.map_or(Ok(Page::FIRST), Page::try_from)?;
    let began = Instant::now();
    let found = audit.check(&page).await.map_err(CallError::unavailable)?;
    let took_us = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
    Ok(VerifiedBody { took_us, ..found.into() })
}

impl TryFrom<PageBody> for Page {
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
            PageBody::Maps { event_id } => Self::Maps { event: event(event_id)? },
        })
    }
}

impl From<Page> for PageBody {
    fn from(page: Page) -> Self {
        let event_id = |event: Option<EventId>| event.map(EventId::get);
        match page {
            Page::Orders { after } => Self::Orders { after: after.map(|order| *order.as_uuid()) },
            Page::Keys { after } => Self::Keys { after },
            Page::Messages { from } => Self::Messages { from: from.map(cursor_body) },
            Page::PaymentMessages { from } => Self::PaymentMessages { from: from.map(cursor_body) },
            Page::SeatMessages => Self::SeatMessages,
            Page::Seats { event, after } => {
                Self::Seats { event_id: event_id(event), after: after.map(SeatId::get) }
            }
            Page::Maps { event } => Self::Maps { event_id: event_id(event) },
        }
    }
}

fn cursor(MessageCursorBody { key, number }: MessageCursorBody) -> OutboxPosition {
    OutboxPosition { key, number }
}

fn cursor_body(OutboxPosition { key, number }: OutboxPosition) -> MessageCursorBody {
    MessageCursorBody { key, number }
}

impl From<Found> for VerifiedBody {
    fn from(found: Found) -> Self {
        let checked = found.checked.into_iter();
        let checked =
            checked.map(|(promise, count)| CheckedBody { invariant: promise.id().to_owned(), count });
        Self {
            next: found.next.map(PageBody::from),
            checked: checked.collect(),
            breaches: found.breaches.into_iter().map(BreachBody::from).collect(),
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
