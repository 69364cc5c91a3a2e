//! The books of the other services, read page by page.

use std::sync::Arc;

use async_trait::async_trait;
use bus::OutboxPosition;
use contracts::ErrorCode;
use contracts::api::outbox::{MessageBody, MessageCursorBody, MessagesQuery};
use contracts::api::payment::{PaymentBody, PaymentStateBody, PaymentsQuery};
use contracts::api::reservation::{SeatRecordBody, SeatRecordState, SeatRecordsQuery};
use contracts::api::{CatalogApi, PackedSnapshot, PaymentApi, ReservationApi};
use contracts::services::{CATALOG, PAYMENT, RESERVATION, ServiceInfo};
use primitives::{Cause, Currency, EventId, InvalidId, Money, OrderId, SeatId, Timestamp};

use crate::domain::promises::{
    MapPosition, MapView, OutboxMessage, PaymentRecord, PaymentState, SeatRecord, SeatState,
};
use crate::ports::{BooksUnavailable, OtherBooks};

pub struct NeighbourBooks {
    pub catalog: Arc<dyn CatalogApi>,
    pub reservation: Arc<dyn ReservationApi>,
    pub payment: Arc<dyn PaymentApi>,
}

#[async_trait]
impl OtherBooks for NeighbourBooks {
    async fn events(&self) -> Result<Vec<EventId>, BooksUnavailable> {
        let known = self.reservation.known_events().await.map_err(unanswered(RESERVATION))?;
        all(known.event_ids, EventId::new).map_err(unanswered(RESERVATION))
    }

    async fn seats(
        &self,
        event: EventId,
        after: Option<SeatId>,
        limit: u32,
    ) -> Result<Vec<SeatRecord>, BooksUnavailable> {
        let query = SeatRecordsQuery { event_id: event.get(), after: after.map(SeatId::get), limit };
        let records = self.reservation.records(query).await.map_err(unanswered(RESERVATION))?;
        all(records.seats, seat).map_err(unanswered(RESERVATION))
    }

    async fn seat_store(&self, event: EventId) -> Result<MapView, BooksUnavailable> {
        let packed = self.reservation.snapshot(event).await.map_err(unanswered(RESERVATION))?;
        map(&packed).map_err(unanswered(RESERVATION))
    }

    async fn public_map(&self, event: EventId) -> Result<Option<MapView>, BooksUnavailable> {
        match self.catalog.map(event).await {
            Ok(packed) => map(&packed).map(Some).map_err(unanswered(CATALOG)),
            Err(error) if error.code() == Some(ErrorCode::EventNotFound) => Ok(None),
            Err(error) => Err(unanswered(CATALOG)(error)),
        }
    }

    async fn payments(
        &self,
        after: Option<OrderId>,
        up_to: Option<OrderId>,
        limit: u32,
    ) -> Result<Vec<PaymentRecord>, BooksUnavailable> {
        let id = |order: OrderId| *order.as_uuid();
        let query = PaymentsQuery { after: after.map(id), up_to: up_to.map(id), limit };
        let payments = self.payment.records(query).await.map_err(unanswered(PAYMENT))?;
        all(payments.payments, payment).map_err(unanswered(PAYMENT))
    }

    async fn payment_messages(
        &self,
        from: Option<&OutboxPosition>,
        limit: u32,
    ) -> Result<Vec<OutboxMessage>, BooksUnavailable> {
        let cursor = |from: &OutboxPosition| MessageCursorBody { key: from.key.clone(), number: from.number };
        let query = MessagesQuery { from: from.map(cursor), limit };
        let messages = self.payment.messages(query).await.map_err(unanswered(PAYMENT))?;
        Ok(messages.messages.into_iter().map(message).collect())
    }

    async fn oldest_seat_message(&self) -> Result<Option<Timestamp>, BooksUnavailable> {
        let oldest = self.reservation.oldest_unsent().await.map_err(unanswered(RESERVATION))?;
        Ok(oldest.written_us.map(Timestamp::from_micros))
    }
}

fn unanswered<E: Into<Cause>>(whose: ServiceInfo) -> impl FnOnce(E) -> BooksUnavailable {
    move |cause| BooksUnavailable::new(whose.name, cause)
}

fn all<B, T, E>(bodies: Vec<B>, read: impl Fn(B) -> Result<T, E>) -> Result<Vec<T>, E> {
    bodies.into_iter().map(read).collect()
}

fn seat(body: SeatRecordBody) -> Result<SeatRecord, InvalidId> {
    let state = match body.state {
        SeatRecordState::Held { until_us } => SeatState::Held { until: Timestamp::from_micros(until_us) },
        SeatRecordState::Pinned { order_id, until_us } => {
            SeatState::Pinned { order: OrderId::from_uuid(order_id), until: Timestamp::from_micros(until_us) }
        }
        SeatRecordState::Sold { order_id } => SeatState::Sold { order: OrderId::from_uuid(order_id) },
    };
    Ok(SeatRecord { seat: SeatId::new(body.seat_id)?, state })
}

fn payment(body: PaymentBody) -> Result<PaymentRecord, Cause> {
    let charged = match (body.amount, &body.currency) {
        (Some(amount), Some(currency)) => Some(Money { amount, currency: Currency::parse(currency)? }),
        _ => None,
    };
    let state = match body.state {
        PaymentStateBody::Pending => PaymentState::Pending,
        PaymentStateBody::Authorized => PaymentState::Authorized,
        PaymentStateBody::Declined => PaymentState::Declined,
        PaymentStateBody::Capturing => PaymentState::Capturing,
        PaymentStateBody::Captured => PaymentState::Captured,
        PaymentStateBody::Voided => PaymentState::Voided,
    };
    Ok(PaymentRecord { order: OrderId::from_uuid(body.order_id), state, charged })
}

fn message(body: MessageBody) -> OutboxMessage {
    let MessageBody { cursor: MessageCursorBody { key, number }, written_us, sent } = body;
    OutboxMessage { key, number, is_sent: sent, written: Timestamp::from_micros(written_us) }
}

fn map(packed: &PackedSnapshot) -> Result<MapView, Cause> {
    let position = MapPosition { epoch: packed.epoch, version: packed.version };
    Ok(MapView { position, statuses: packed.unpack()?.into_iter().map(|status| status.bits()).collect() })
}
