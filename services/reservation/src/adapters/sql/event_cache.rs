//! All events: which there are, and those of them that are in memory.

use std::collections::{HashMap, HashSet};

use primitives::{EventId, HoldId, HoldOwner, OrderId, SeatId, Timestamp};
use sql::{Database, DbError};

use super::event::Event;
use super::{load, released};

pub(super) struct EventCache {
    database: Database,
    /// Loaded on first use.
    slots: HashMap<EventId, Option<Box<Event>>>,
    /// `slots` names every event, and every event with seats that may lapse is loaded.
    is_complete: bool,
}

impl EventCache {
    pub(super) fn new(database: Database) -> Self {
        Self { database, slots: HashMap::new(), is_complete: false }
    }

    /// `None`: there is no such event.
    pub(super) async fn get(&mut self, id: EventId) -> Result<Option<&mut Event>, DbError> {
        self.complete().await?;
        let Some(slot) = self.slots.get_mut(&id) else { return Ok(None) };
        if slot.is_none() {
            *slot = load::event(&mut *self.database.reader().await?, id).await?.map(Box::new);
        }
        Ok(slot.as_deref_mut())
    }

    pub(super) fn loaded(&self, id: EventId) -> Option<&Event> {
        self.slots.get(&id)?.as_deref()
    }

    pub(super) async fn known(&mut self) -> Result<Vec<EventId>, DbError> {
        self.complete().await?;
        let mut events: Vec<EventId> = self.slots.keys().copied().collect();
        events.sort_unstable();
        Ok(events)
    }

    pub(super) fn insert(&mut self, event: Event) {
        self.slots.insert(event.id(), Some(Box::new(event)));
    }

    pub(super) fn remove(&mut self, id: EventId) {
        self.slots.remove(&id);
    }

    /// The state in memory may never have become durable: the rows are read again on the next use.
    pub(super) fn invalidate(&mut self) {
        self.slots.clear();
        self.is_complete = false;
    }

    /// The events that have lapsed seats, the longest overdue first.
    pub(super) async fn overdue(&mut self, now: Timestamp) -> Result<Vec<EventId>, DbError> {
        self.complete().await?;
        let loaded = self.slots.values().flatten();
        let lapsed = loaded.filter_map(|event| Some((event.first_lapsed(now)?.0, event.id())));
        let mut overdue: Vec<(Timestamp, EventId)> = lapsed.collect();
        overdue.sort_unstable();
        Ok(overdue.into_iter().map(|(_, event)| event).collect())
    }

    /// How many seats are held or pinned.
    pub(super) fn unsold(&self) -> u64 {
        let loaded = self.slots.values().flatten();
        loaded.map(|event| u64::try_from(event.unsold()).unwrap_or(u64::MAX)).sum()
    }

    /// Those of the orders, each at its event, that have left a tombstone.
    pub(super) async fn tombstones(
        &self,
        orders: &[(EventId, OrderId)],
    ) -> Result<HashSet<(EventId, OrderId)>, DbError> {
        if orders.is_empty() {
            return Ok(HashSet::new());
        }
        load::tombstones(&mut *self.database.reader().await?, orders).await
    }

    /// Who released this hold, or this seat of it, as far as that is remembered.
    pub(super) async fn released(
        &self,
        hold: HoldId,
        seat: Option<SeatId>,
    ) -> Result<Vec<HoldOwner>, DbError> {
        released::owners(&mut *self.database.reader().await?, hold, seat).await
    }

    async fn complete(&mut self) -> Result<(), DbError> {
        if self.is_complete {
            return Ok(());
        }
        let mut reader = self.database.reader().await?;
        for id in load::event_ids(&mut reader).await? {
            self.slots.entry(id).or_default();
        }
        for id in load::events_with_unsold(&mut reader).await? {
            let event = load::event(&mut reader, id).await?;
            self.slots.insert(id, event.map(Box::new));
        }
        self.is_complete = true;
        Ok(())
    }
}
