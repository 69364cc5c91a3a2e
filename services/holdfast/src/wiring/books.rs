//! The order service compares its books with those of the other three.

use std::sync::Arc;

use async_trait::async_trait;
use bus::OutboxPlace;
use catalog::app::{Catalog, CatalogError};
use catalog::domain::SeatStatus;
use order::domain::promises::{
    MapPosition, MapView, OutboxMessage, PaymentRecord, PaymentState, SeatRecord, SeatState,
};
use order::ports::{BooksUnavailable, OtherBooks};
use payment::app::PaymentRecords;
use payment::domain::Authorization;
use primitives::{EventId, OrderId, SeatId, Timestamp};
use reservation::app::Reservations;
use reservation::domain::{Seat, Status};

const CATALOG: &str = "catalog";
const RESERVATION: &str = "reservation";
const PAYMENT: &str = "payment";

pub(crate) struct HouseBooks {
    pub(crate) catalog: Arc<Catalog>,
    pub(crate) reservations: Arc<Reservations>,
    pub(crate) payments: PaymentRecords,
}

#[async_trait]
impl OtherBooks for HouseBooks {
    async fn events(&self) -> Result<Vec<EventId>, BooksUnavailable> {
        self.reservations.known_events().await.map_err(|error| BooksUnavailable::new(RESERVATION, error))
    }

    async fn seats(
        &self,
        event: EventId,
        after: Option<SeatId>,
        limit: u32,
    ) -> Result<Vec<SeatRecord>, BooksUnavailable> {
        let records = self.reservations.records(event, after, limit).await;
        let records = records.map_err(|error| BooksUnavailable::new(RESERVATION, error))?;
        Ok(records.into_iter().filter_map(seat).collect())
    }

    async fn seat_store(&self, event: EventId) -> Result<MapView, BooksUnavailable> {
        let snapshot = self.reservations.snapshot(event).await;
        let snapshot = snapshot.map_err(|error| BooksUnavailable::new(RESERVATION, error))?;
        let position = MapPosition { epoch: snapshot.epoch, version: snapshot.version };
        let statuses = snapshot.statuses.into_iter().map(|status| match status {
            Status::Available => 0,
            Status::Held => 1,
            Status::Sold => 2,
        });
        Ok(MapView { position, statuses: statuses.collect() })
    }

    async fn public_map(&self, event: EventId) -> Result<MapView, BooksUnavailable> {
        let map =
            self.catalog.live_map(event).await.map_err(|error| BooksUnavailable::new(CATALOG, error))?;
        let snapshot =
            map.snapshot().ok_or_else(|| BooksUnavailable::new(CATALOG, CatalogError::NotReady))?;
        let position = MapPosition { epoch: snapshot.position.epoch, version: snapshot.position.version };
        let statuses = snapshot.statuses.iter().map(|status| match status {
            SeatStatus::Available => 0,
            SeatStatus::Held => 1,
            SeatStatus::Sold => 2,
        });
        Ok(MapView { position, statuses: statuses.collect() })
    }

    async fn payments(
        &self,
        after: Option<OrderId>,
        up_to: Option<OrderId>,
        limit: u32,
    ) -> Result<Vec<PaymentRecord>, BooksUnavailable> {
        let payments = self.payments.between(after, up_to, limit).await;
        let payments = payments.map_err(|error| BooksUnavailable::new(PAYMENT, error))?;
        Ok(payments.into_iter().map(paid).collect())
    }

    async fn payment_messages(
        &self,
        from: Option<&OutboxPlace>,
        limit: u32,
    ) -> Result<Vec<OutboxMessage>, BooksUnavailable> {
        let messages = self.payments.messages(from, limit).await;
        let messages = messages.map_err(|error| BooksUnavailable::new(PAYMENT, error))?;
        Ok(messages.into_iter().map(OutboxMessage::from).collect())
    }

    async fn oldest_seat_message(&self) -> Result<Option<Timestamp>, BooksUnavailable> {
        self.reservations.oldest_unsent().await.map_err(|error| BooksUnavailable::new(RESERVATION, error))
    }
}

fn seat((seat, record): (SeatId, Seat)) -> Option<SeatRecord> {
    let state = match record {
        Seat::Available => return None,
        Seat::Held(hold) => SeatState::Held { until: hold.until },
        Seat::Pinned(pin) => SeatState::Pinned { order: pin.order, until: pin.until },
        Seat::Sold { order } => SeatState::Sold { order },
    };
    Some(SeatRecord { seat, state })
}

fn paid(payment: payment::domain::Payment) -> PaymentRecord {
    let state = match payment.authorization {
        Authorization::Pending => PaymentState::Pending,
        Authorization::Authorized => PaymentState::Authorized,
        Authorization::Declined { .. } => PaymentState::Declined,
        Authorization::Capturing => PaymentState::Capturing,
        Authorization::Captured => PaymentState::Captured,
        Authorization::Voided { .. } => PaymentState::Voided,
    };
    PaymentRecord { order: payment.order, state, charged: payment.charge.map(|charge| charge.money) }
}
