//! What the books say of seats, event by event.

use std::collections::BTreeSet;
use std::time::Duration;

use primitives::{EventId, OrderId, SeatId, Timestamp};
use tokio::time::sleep;

use super::books::{Audit, AuditError, PAGE};
use super::pages::{AuditPage, Findings};
use crate::domain::promises::{
    Breach, MapView, Promise, SeatRecord, SeatState, SeatsOfEvent, of_map, of_seats, of_single,
};
use crate::domain::sales::{LedgerRow, UnderWay};

/// A map follows the seat store within this time, unless something is wrong.
pub(super) const MAP_READS: u32 = 50;
pub(super) const BETWEEN_READS: Duration = Duration::from_millis(100);

impl Audit {
    /// The seats first and the ledger second: the seat store knows of a sale first.
    pub(super) async fn seats(
        &self,
        event: Option<EventId>,
        after: Option<SeatId>,
    ) -> Result<Findings, AuditError> {
        let event = match event {
            Some(event) => event,
            None => match self.event_behind(None).await? {
                Some(first) => first,
                None => return Ok(Findings::new(AuditPage::Lines { after: None }, [], 0, Vec::new())),
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
        ledger.retain(|row| is_here(&row.seat));
        let now = self.clock.now();
        under_way.retain_mut(|order| {
            order.seats.retain(is_here);
            self.has_live_pins(order, now)
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
            Some(end) => AuditPage::Seats { event: Some(event), after: Some(end) },
            None => self.seats_behind(event).await?,
        };
        let mut findings = Findings::new(next, [Promise::NoDoubleSale], ledger.len(), of_seats(&seats));
        let count = |things: usize| u64::try_from(things).unwrap_or(u64::MAX);
        findings.checked.extend([
            (Promise::BooksAgree, count(ledger.len())),
            (Promise::HoldsLapse, count(records.len())),
            (Promise::SeatsAreKept, count(under_way.iter().map(|order| order.seats.len()).sum())),
        ]);
        if after.is_none() {
            findings.checked.push((Promise::NoSeatIsLeftSingle, 1));
            findings.breaches.extend(of_single(event, self.others.left_single(event).await?));
        }
        Ok(findings)
    }

    /// The seats of the next event, or else the next book.
    async fn seats_behind(&self, event: EventId) -> Result<AuditPage, AuditError> {
        Ok(match self.event_behind(Some(event)).await? {
            Some(next) => AuditPage::Seats { event: Some(next), after: None },
            None => AuditPage::Lines { after: None },
        })
    }

    /// The seat store changes meanwhile, and the map follows: the map has to reach the position that the store had, and at the same position
    /// both have to agree.
    pub(super) async fn map(&self, event: Option<EventId>) -> Result<Findings, AuditError> {
        let pools = AuditPage::Pools { event: None };
        let Some(event) = self.known_event(event).await? else {
            return Ok(Findings::new(pools, [], 0, Vec::new()));
        };
        let breach = self.compare_map(event).await?;
        let next = self.known_behind(event).await?;
        let next = next.map_or(pools, |event| AuditPage::Maps { event: Some(event) });
        Ok(Findings::new(next, [Promise::MapsAreTrue], 1, breach.into_iter().collect()).certain())
    }

    async fn compare_map(&self, event: EventId) -> Result<Option<Breach>, AuditError> {
        let first = self.others.seat_store(event).await?;
        let Some(mut map) = self.others.public_map(event).await? else { return Ok(None) };
        let mut store = first.clone();
        for _ in 0..MAP_READS {
            if store.position == map.position {
                return Ok(of_map(event, &store, &map));
            }
            sleep(BETWEEN_READS).await;
            store = self.others.seat_store(event).await?;
            let Some(next) = self.others.public_map(event).await? else { return Ok(None) };
            map = next;
        }
        // Under constant change the two may never be read at the same position.
        let fell_behind = map.position < first.position;
        Ok(fell_behind.then(|| behind(event, &first, &map)))
    }

    /// This one, or the first one that the seat store knows.
    pub(super) async fn known_event(&self, event: Option<EventId>) -> Result<Option<EventId>, AuditError> {
        match event {
            Some(event) => Ok(Some(event)),
            None => Ok(self.others.events().await?.first().copied()),
        }
    }

    pub(super) async fn known_behind(&self, event: EventId) -> Result<Option<EventId>, AuditError> {
        Ok(self.others.events().await?.into_iter().find(|other| *other > event))
    }

    /// Of the events that the seat store or the ledger knows. The ledger alone keeps those that are forgotten.
    async fn event_behind(&self, event: Option<EventId>) -> Result<Option<EventId>, AuditError> {
        let known = self.others.events().await?;
        let known = known.into_iter().find(|other| event.is_none_or(|event| *other > event));
        let mut sold = self.own.event_behind(event).await?;
        while let Some(event) = sold.filter(|sold| known.is_none_or(|known| *sold < known)) {
            if self.others.public_map(event).await?.is_some() {
                return Ok(Some(event));
            }
            sold = self.own.event_behind(Some(event)).await?;
        }
        Ok(known)
    }

    fn has_live_pins(&self, order: &UnderWay, now: Timestamp) -> bool {
        order.created.plus(self.timeouts.pin) > now && !order.seats.is_empty()
    }
}

fn behind(event: EventId, store: &MapView, map: &MapView) -> Breach {
    let waited = BETWEEN_READS * MAP_READS;
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
fn named(records: &[SeatRecord], ledger: &[LedgerRow]) -> Vec<OrderId> {
    let of_records = records.iter().filter_map(|record| match record.state {
        SeatState::Held { .. } => None,
        SeatState::Pinned { order, .. } | SeatState::Sold { order } => Some(order),
    });
    let orders: BTreeSet<OrderId> = of_records.chain(ledger.iter().map(|row| row.order)).collect();
    orders.into_iter().collect()
}
