//! What the books say of seats, event by event.

use std::collections::BTreeSet;
use std::time::Duration;

use primitives::{EventId, OrderId, SeatId, Timestamp};
use tokio::time::sleep;

use super::{Audit, AuditError, Found, PAGE, Page};
use crate::domain::promises::{
    Breach, MapView, Promise, SeatRecord, SeatState, SeatsOfEvent, of_map, of_seats,
};
use crate::domain::sales::{Sale, UnderWay};

/// A map follows the seat store within this time, unless something is wrong.
const MAP_LOOKS: u32 = 50;
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

impl Audit {
    /// The seats first and the ledger second: the seat store is the first to know of a sale.
    pub(super) async fn seats(
        &self,
        event: Option<EventId>,
        after: Option<SeatId>,
    ) -> Result<Found, AuditError> {
        let event = match event {
            Some(event) => event,
            None => match self.event_behind(None).await? {
                Some(first) => first,
                None => return Ok(Found::new(Page::Maps { event: None }, [], 0, Vec::new())),
            },
        };
        let mut under_way = self.own.under_way(event).await?;
        let mut records = self.others.seats(event, after, PAGE).await?;
        let full = records.len() == PAGE as usize;
        let mut end = records.last().filter(|_| full).map(|record| record.seat);
        let mut ledger = self.own.ledger(event, after, end, PAGE).await?;
        if let Some(last) = ledger.last().filter(|_| ledger.len() == PAGE as usize) {
            end = Some(last.seat);
        }
        let is_here =
            |seat: &SeatId| after.is_none_or(|after| *seat > after) && end.is_none_or(|end| *seat <= end);
        records.retain(|record| is_here(&record.seat));
        ledger.retain(|sale| is_here(&sale.seat));
        let now = self.clock.now();
        under_way.retain_mut(|order| {
            order.seats.retain(is_here);
            self.pins_are_live(order, now)
        });
        let fates = self.own.fates(&named(&records, &ledger)).await?;
        let seats = SeatsOfEvent {
            event,
            records: &records,
            ledger: &ledger,
            fates: &fates,
            under_way: &under_way,
            now,
        };
        let next = match end {
            Some(end) => Page::Seats { event: Some(event), after: Some(end) },
            None => match self.event_behind(Some(event)).await? {
                Some(next) => Page::Seats { event: Some(next), after: None },
                None => Page::Maps { event: None },
            },
        };
        let mut found = Found::new(next, [Promise::NoDoubleSale], ledger.len(), of_seats(&seats));
        let count = |things: usize| u64::try_from(things).unwrap_or(u64::MAX);
        found.checked.extend([
            (Promise::BooksAgree, count(ledger.len())),
            (Promise::HoldsLapse, count(records.len())),
            (Promise::SeatsAreKept, count(under_way.iter().map(|order| order.seats.len()).sum())),
        ]);
        Ok(found)
    }

    /// The seat store goes on while it is asked, and the map follows: the map has to reach what the store had, and where both
    /// have the same they have to agree.
    pub(super) async fn map(&self, event: Option<EventId>) -> Result<Found, AuditError> {
        let event = match event {
            Some(event) => event,
            None => match self.others.events().await?.first() {
                Some(first) => *first,
                None => return Ok(Found::new(None, [], 0, Vec::new())),
            },
        };
        let breach = self.compare_map(event).await?;
        let events = self.others.events().await?;
        let next =
            events.into_iter().find(|other| *other > event).map(|event| Page::Maps { event: Some(event) });
        Ok(Found::new(next, [Promise::MapsAreTrue], 1, breach.into_iter().collect()).certain())
    }

    async fn compare_map(&self, event: EventId) -> Result<Option<Breach>, AuditError> {
        let first = self.others.seat_store(event).await?;
        let (mut store, mut map) = (first.clone(), self.others.public_map(event).await?);
        for _ in 0..MAP_LOOKS {
            if store.position == map.position {
                return Ok(of_map(event, &store, &map));
            }
            sleep(BETWEEN_LOOKS).await;
            store = self.others.seat_store(event).await?;
            map = self.others.public_map(event).await?;
        }
        // Under constant change the two may never be caught at the same moment.
        let fell_behind = map.position < first.position;
        Ok(fell_behind.then(|| behind(event, &first, &map)))
    }

    /// Of those that the seat store or the ledger know.
    async fn event_behind(&self, event: Option<EventId>) -> Result<Option<EventId>, AuditError> {
        let sold = self.own.event_behind(event).await?;
        let known = self.others.events().await?;
        let known = known.into_iter().find(|other| event.is_none_or(|event| *other > event));
        Ok(sold.into_iter().chain(known).min())
    }

    fn pins_are_live(&self, order: &UnderWay, now: Timestamp) -> bool {
        order.created.plus(self.pace.pin) > now && !order.seats.is_empty()
    }
}

fn behind(event: EventId, store: &MapView, map: &MapView) -> Breach {
    let waited = BETWEEN_LOOKS * MAP_LOOKS;
    let what = format!(
        "the map is at {}-{}, and the seat store was at {}-{} more than {} s ago",
        map.position.epoch,
        map.position.version,
        store.position.epoch,
        store.position.version,
        waited.as_secs(),
    );
    Breach::of(Promise::MapsAreTrue, what).at(event)
}

/// The orders of these seats, each once.
fn named(records: &[SeatRecord], ledger: &[Sale]) -> Vec<OrderId> {
    let of_records = records.iter().filter_map(|record| match record.state {
        SeatState::Held { .. } => None,
        SeatState::Pinned { order, .. } | SeatState::Sold { order } => Some(order),
    });
    let orders: BTreeSet<OrderId> = of_records.chain(ledger.iter().map(|sale| sale.order)).collect();
    orders.into_iter().collect()
}
