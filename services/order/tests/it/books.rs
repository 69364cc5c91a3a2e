//! Fake books of the other services.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use bus::OutboxPosition;
use order::domain::promises::{
    Counts, LineReport, MapPosition, MapView, OutboxMessage, PaymentRecord, Promise, PublicStock, SeatRecord,
};
use order::ports::{BooksUnavailable, OtherBooks};
use primitives::{EventId, OrderId, SeatId, Timestamp};

/// The waiting room has said it all.
const JUDGED_BY_THE_LINE: [Promise; 6] = [
    Promise::CalledInOrder,
    Promise::CapIsKept,
    Promise::OneAdmissionAVisitor,
    Promise::LineIsTrue,
    Promise::DrawIsFair,
    Promise::AdmissionsEnd,
];

/// One event, and by default nothing in it.
pub(crate) struct FakeBooks {
    pub(crate) seats: Mutex<Vec<SeatRecord>>,
    /// By ascending order.
    pub(crate) payments: Mutex<Vec<PaymentRecord>>,
    /// By ascending key and number.
    pub(crate) payment_messages: Mutex<Vec<OutboxMessage>>,
    pub(crate) oldest_seat_message: Mutex<Option<Timestamp>>,
    pub(crate) left_single: Mutex<Option<SeatId>>,
    pub(crate) store: Mutex<MapView>,
    pub(crate) map: Mutex<MapView>,
    pub(crate) stock: Mutex<PublicStock>,
    pub(crate) line: Mutex<LineReport>,
    /// So many first readings of the seats show nothing.
    pub(crate) blind_for: AtomicUsize,
}

impl Default for FakeBooks {
    fn default() -> Self {
        let position = MapPosition { epoch: 1, version: 0 };
        let map = MapView { position, statuses: vec![0; 10] };
        let seats = Some(Counts { available: 10, held: 0, sold: 0 });
        Self {
            seats: Mutex::default(),
            payments: Mutex::default(),
            payment_messages: Mutex::default(),
            oldest_seat_message: Mutex::default(),
            left_single: Mutex::default(),
            store: Mutex::new(map.clone()),
            map: Mutex::new(map),
            stock: Mutex::new(PublicStock { position, seats, pools: Vec::new() }),
            line: Mutex::new(LineReport {
                event: EventId::new(1).unwrap(),
                checked: JUDGED_BY_THE_LINE.map(|promise| (promise, 1)).to_vec(),
                breaches: Vec::new(),
                recorded_since: None,
                admissions: Vec::new(),
            }),
            blind_for: AtomicUsize::new(0),
        }
    }
}

#[async_trait]
impl OtherBooks for FakeBooks {
    async fn events(&self) -> Result<Vec<EventId>, BooksUnavailable> {
        Ok(vec![EventId::new(1).unwrap()])
    }

    async fn seats(
        &self,
        _event: EventId,
        after: Option<SeatId>,
        limit: u32,
    ) -> Result<Vec<SeatRecord>, BooksUnavailable> {
        let is_blind = |left: usize| left.checked_sub(1);
        if self.blind_for.fetch_update(Ordering::SeqCst, Ordering::SeqCst, is_blind).is_ok() {
            return Ok(Vec::new());
        }
        let seats = self.seats.lock().unwrap();
        let behind = seats.iter().filter(|record| after.is_none_or(|after| record.seat > after));
        Ok(behind.take(limit as usize).copied().collect())
    }

    async fn left_single(&self, _event: EventId) -> Result<Option<SeatId>, BooksUnavailable> {
        Ok(*self.left_single.lock().unwrap())
    }

    async fn seat_store(&self, _event: EventId) -> Result<MapView, BooksUnavailable> {
        Ok(self.store.lock().unwrap().clone())
    }

    async fn public_map(&self, event: EventId) -> Result<Option<MapView>, BooksUnavailable> {
        Ok((event.get() == 1).then(|| self.map.lock().unwrap().clone()))
    }

    async fn public_stock(&self, event: EventId) -> Result<Option<PublicStock>, BooksUnavailable> {
        Ok((event.get() == 1).then(|| self.stock.lock().unwrap().clone()))
    }

    async fn line_behind(&self, event: Option<EventId>) -> Result<Option<LineReport>, BooksUnavailable> {
        Ok(event.is_none().then(|| self.line.lock().unwrap().clone()))
    }

    async fn payments(
        &self,
        after: Option<OrderId>,
        up_to: Option<OrderId>,
        limit: u32,
    ) -> Result<Vec<PaymentRecord>, BooksUnavailable> {
        let payments = self.payments.lock().unwrap();
        let matching = payments.iter().filter(|payment| {
            after.is_none_or(|after| payment.order > after)
                && up_to.is_none_or(|up_to| payment.order <= up_to)
        });
        Ok(matching.take(limit as usize).cloned().collect())
    }

    async fn payment_messages(
        &self,
        from: Option<&OutboxPosition>,
        limit: u32,
    ) -> Result<Vec<OutboxMessage>, BooksUnavailable> {
        let messages = self.payment_messages.lock().unwrap();
        let matching = messages.iter().filter(|message| {
            from.is_none_or(|from| (&message.key, message.number) >= (&from.key, from.number))
        });
        Ok(matching.take(limit as usize).cloned().collect())
    }

    async fn oldest_seat_message(&self) -> Result<Option<Timestamp>, BooksUnavailable> {
        Ok(*self.oldest_seat_message.lock().unwrap())
    }
}
