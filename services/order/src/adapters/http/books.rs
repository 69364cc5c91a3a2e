//! What the other services have written down, asked of them page by page.

use async_trait::async_trait;
use bus::OutboxPlace;
use contracts::http::headers::SEAT_VERSION;
use contracts::internal::catalog::map_path;
use contracts::internal::outbox::{AskMessagesBody, MESSAGES, MessageBody, MessagePlaceBody, MessagesBody};
use contracts::internal::packed::unpack;
use contracts::internal::payment::{AskPaymentsBody, PaymentBody, PaymentStateBody, PaymentsBody};
use contracts::internal::reservation::{
    AskSeatRecordsBody, KNOWN, KnownEventsBody, OLDEST_UNSENT, OldestUnsentBody, RECORDS, SEAT_COUNT,
    SeatRecordBody, SeatRecordState, SeatRecordsBody, snapshot_path,
};
use contracts::internal::{payment, reservation};
use primitives::{Cause, Currency, EventId, Money, OrderId, SeatId, Timestamp};
use service_client::{Call, CallError, Reply, RetryingClient};

use crate::domain::promises::{
    MapPosition, MapView, OutboxMessage, PaymentRecord, PaymentState, SeatRecord, SeatState,
};
use crate::ports::{BooksUnavailable, OtherBooks};

const CATALOG: &str = "catalog";
const RESERVATION: &str = "reservation";
const PAYMENT: &str = "payment";

pub struct HttpBooks {
    pub catalog: RetryingClient,
    pub reservation: RetryingClient,
    pub payment: RetryingClient,
}

#[derive(Debug, thiserror::Error)]
#[error("a map came that cannot be read")]
struct Unreadable;

#[async_trait]
impl OtherBooks for HttpBooks {
    async fn events(&self) -> Result<Vec<EventId>, BooksUnavailable> {
        let call = Call::get("known-events", reservation::path(KNOWN));
        let known: KnownEventsBody = self.reservation.call(&call).await.map_err(unanswered(RESERVATION))?;
        let events = known.event_ids.into_iter().map(EventId::new).collect::<Result<_, _>>();
        events.map_err(unanswered(RESERVATION))
    }

    async fn seats(
        &self,
        event: EventId,
        after: Option<SeatId>,
        limit: u32,
    ) -> Result<Vec<SeatRecord>, BooksUnavailable> {
        let body = AskSeatRecordsBody { event_id: event.get(), after: after.map(SeatId::get), limit };
        let answer = ask::<SeatRecordsBody>(&self.reservation, "records", reservation::path(RECORDS), &body);
        let records = answer.await.map_err(unanswered(RESERVATION))?;
        records.seats.into_iter().map(seat).collect::<Result<_, _>>().map_err(unanswered(RESERVATION))
    }

    async fn seat_store(&self, event: EventId) -> Result<MapView, BooksUnavailable> {
        let reply = self.reservation.reply(&Call::get("snapshot", snapshot_path(event))).await;
        let reply = reply.map_err(unanswered(RESERVATION))?;
        map(&reply).ok_or(Unreadable).map_err(unanswered(RESERVATION))
    }

    async fn public_map(&self, event: EventId) -> Result<MapView, BooksUnavailable> {
        let reply = self.catalog.reply(&Call::get("map", map_path(event))).await;
        let reply = reply.map_err(unanswered(CATALOG))?;
        map(&reply).ok_or(Unreadable).map_err(unanswered(CATALOG))
    }

    async fn payments(
        &self,
        after: Option<OrderId>,
        up_to: Option<OrderId>,
        limit: u32,
    ) -> Result<Vec<PaymentRecord>, BooksUnavailable> {
        let id = |order: OrderId| *order.as_uuid();
        let body = AskPaymentsBody { after: after.map(id), up_to: up_to.map(id), limit };
        let answer = ask::<PaymentsBody>(&self.payment, "records", payment::path(payment::RECORDS), &body);
        let payments = answer.await.map_err(unanswered(PAYMENT))?;
        payments.payments.iter().map(paid).collect::<Result<_, _>>().map_err(unanswered(PAYMENT))
    }

    async fn payment_messages(
        &self,
        from: Option<&OutboxPlace>,
        limit: u32,
    ) -> Result<Vec<OutboxMessage>, BooksUnavailable> {
        let place = |place: &OutboxPlace| MessagePlaceBody { key: place.key.clone(), number: place.number };
        let body = AskMessagesBody { from: from.map(place), limit };
        let answer = ask::<MessagesBody>(&self.payment, "messages", payment::path(MESSAGES), &body);
        let messages = answer.await.map_err(unanswered(PAYMENT))?.messages;
        Ok(messages.into_iter().map(message).collect())
    }

    async fn oldest_seat_message(&self) -> Result<Option<Timestamp>, BooksUnavailable> {
        let call = Call::get("oldest-unsent", reservation::path(OLDEST_UNSENT));
        let oldest: OldestUnsentBody = self.reservation.call(&call).await.map_err(unanswered(RESERVATION))?;
        Ok(oldest.written_us.map(Timestamp::from_micros))
    }
}

async fn ask<T: serde::de::DeserializeOwned>(
    peer: &RetryingClient,
    name: &'static str,
    path: String,
    body: &(impl serde::Serialize + Sync),
) -> Result<T, CallError> {
    peer.call(&Call::post(name, path, body)?).await
}

fn unanswered<E: Into<Cause>>(whose: &'static str) -> impl FnOnce(E) -> BooksUnavailable {
    move |cause| BooksUnavailable::new(whose, cause)
}

fn seat(body: SeatRecordBody) -> Result<SeatRecord, Cause> {
    let state = match body.state {
        SeatRecordState::Held { until_us } => SeatState::Held { until: Timestamp::from_micros(until_us) },
        SeatRecordState::Pinned { order_id, until_us } => {
            SeatState::Pinned { order: OrderId::from_uuid(order_id), until: Timestamp::from_micros(until_us) }
        }
        SeatRecordState::Sold { order_id } => SeatState::Sold { order: OrderId::from_uuid(order_id) },
    };
    Ok(SeatRecord { seat: SeatId::new(body.seat_id)?, state })
}

fn paid(body: &PaymentBody) -> Result<PaymentRecord, Cause> {
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
    let MessageBody { place: MessagePlaceBody { key, number }, written_us, sent } = body;
    OutboxMessage { key, number, is_sent: sent, written: Timestamp::from_micros(written_us) }
}

fn map(reply: &Reply) -> Option<MapView> {
    let (epoch, version) = reply.header(SEAT_VERSION)?.split_once('-')?;
    let position = MapPosition { epoch: epoch.parse().ok()?, version: version.parse().ok()? };
    let statuses = unpack(&reply.body, reply.header(SEAT_COUNT)?.parse().ok()?)?;
    Some(MapView { position, statuses: statuses.into_iter().map(|status| status.bits()).collect() })
}
