//! The books of the other services, read page by page.

use std::sync::Arc;

use access::Guests;
use async_trait::async_trait;
use bus::OutboxPosition;
use contracts::ErrorCode;
use contracts::api::catalog::{CountsBody, PoolStockBody, StockBody};
use contracts::api::order::CheckedBody;
use contracts::api::outbox::{MessageBody, MessageCursorBody, MessagesQuery};
use contracts::api::payment::{PaymentBody, PaymentStateBody, PaymentsQuery};
use contracts::api::reservation::{HoldRecordBody, SeatRecordBody, SeatRecordState, SeatRecordsQuery};
use contracts::api::waiting_room::{AdmissionBody, AuditLineQuery, LineAuditBody, LineBreachBody};
use contracts::api::{CatalogApi, PackedSnapshot, PaymentApi, ReservationApi, WaitingRoomApi};
use contracts::services::{CATALOG, PAYMENT, RESERVATION, ServiceInfo, WAITING_ROOM};
use primitives::{Cause, Currency, EventId, InvalidId, Money, OrderId, SeatId, Timestamp, UserId};

use crate::domain::promises::{
    Breach, Counts, HoldBirth, LineAdmission, LineReport, MapPosition, MapView, OutboxMessage, PaymentRecord,
    PaymentState, PoolStock, Promise, PublicStock, SeatRecord, SeatState,
};
use crate::ports::{BooksUnavailable, OtherBooks};

pub struct NeighbourBooks {
    pub catalog: Arc<dyn CatalogApi>,
    pub reservation: Arc<dyn ReservationApi>,
    pub payment: Arc<dyn PaymentApi>,
    pub waiting_room: Arc<dyn WaitingRoomApi>,
    /// Who a buyer is in a line.
    pub guests: Guests,
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
        all(records.seats, |body| self.seat(body)).map_err(unanswered(RESERVATION))
    }

    async fn left_single(&self, event: EventId) -> Result<Option<SeatId>, BooksUnavailable> {
        match self.reservation.snapshot(event).await {
            Ok(packed) => Ok(packed.left_single),
            Err(error) if error.code() == Some(ErrorCode::EventNotFound) => Ok(None),
            Err(error) => Err(unanswered(RESERVATION)(error)),
        }
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

    async fn public_stock(&self, event: EventId) -> Result<Option<PublicStock>, BooksUnavailable> {
        match self.catalog.stock(event).await {
            Ok(body) => stock(body).map(Some).map_err(unanswered(CATALOG)),
            Err(error) if error.code() == Some(ErrorCode::EventNotFound) => Ok(None),
            Err(error) => Err(unanswered(CATALOG)(error)),
        }
    }

    async fn line_behind(&self, event: Option<EventId>) -> Result<Option<LineReport>, BooksUnavailable> {
        let query = AuditLineQuery { after: event.map(EventId::get) };
        let audited = self.waiting_room.audit(query).await.map_err(unanswered(WAITING_ROOM))?;
        audited.line.map(line_report).transpose().map_err(unanswered(WAITING_ROOM))
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

impl NeighbourBooks {
    fn seat(&self, body: SeatRecordBody) -> Result<SeatRecord, Cause> {
        let birth = |hold: HoldRecordBody| {
            let user = hold.user.as_deref().and_then(UserId::parse);
            // An account may have been admitted as the guest that it was.
            let visitor = user.filter(|user| !user.is_account()).map(|user| self.guests.visitor_of(&user));
            HoldBirth { since: Timestamp::from_micros(hold.since_us), visitor }
        };
        let (seat, hold) = (SeatId::new(body.seat_id)?, body.hold.map(birth));
        Ok(SeatRecord { seat, state: seat_state(body.state), hold })
    }
}

fn seat_state(state: SeatRecordState) -> SeatState {
    match state {
        SeatRecordState::Held { until_us } => SeatState::Held { until: Timestamp::from_micros(until_us) },
        SeatRecordState::Pinned { order_id, until_us } => {
            SeatState::Pinned { order: OrderId::from_uuid(order_id), until: Timestamp::from_micros(until_us) }
        }
        SeatRecordState::Sold { order_id } => SeatState::Sold { order: OrderId::from_uuid(order_id) },
    }
}

fn stock(body: StockBody) -> Result<PublicStock, InvalidId> {
    let counts = |CountsBody { available, held, sold }| Counts { available, held, sold };
    let pool = |pool: PoolStockBody| {
        let (first, last) = (SeatId::new(pool.first)?, SeatId::new(pool.last)?);
        Ok::<_, InvalidId>(PoolStock { first, last, units: counts(pool.units) })
    };
    let position = MapPosition { epoch: body.epoch, version: body.version };
    Ok(PublicStock { position, seats: body.seats.map(counts), pools: all(body.pools, pool)? })
}

fn line_report(body: LineAuditBody) -> Result<LineReport, Cause> {
    let event = EventId::new(body.event_id)?;
    let promise =
        |id: &str| Promise::by_id(id).ok_or_else(|| Cause::from(format!("there is no promise {id}")));
    let checked = |of: CheckedBody| Ok::<_, Cause>((promise(&of.invariant)?, of.count));
    let breach = |of: LineBreachBody| Ok::<_, Cause>(Breach::of(promise(&of.invariant)?, of.what).at(event));
    let admission = |AdmissionBody { visitor, from_us, until_us }| {
        let (from, until) = (Timestamp::from_micros(from_us), Timestamp::from_micros(until_us));
        Ok::<_, Cause>(LineAdmission { visitor: visitor.parse()?, from, until })
    };
    Ok(LineReport {
        event,
        checked: all(body.checked, checked)?,
        breaches: all(body.breaches, breach)?,
        recorded_since: body.recorded_since_us.map(Timestamp::from_micros),
        admissions: all(body.admissions, admission)?,
    })
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
