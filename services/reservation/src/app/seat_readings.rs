//! What is free at each event, as this instance has read it last: what seats are proposed from. A reading may be wrong, because the store decides.
//!
//! One who asks takes the latest reading if it is young and has something good, and what it is given is free for no one else of this instance: two buyers
//! are not sent for the same seats. Anything less good, and a refusal, only comes from a reading that was begun after the buyer had asked.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use primitives::{EventId, SeatId, Timestamp};
use tokio::sync::Mutex as AsyncMutex;
use tokio::time::Instant;

use crate::domain::{Choice, Conflict, FreeSeats, Guard, Rung, SalePlan, SeatsWanted, choose};
use crate::metrics;
use crate::ports::{SeatStore, SnapshotError};

/// How long a reading is proposed from: a part of what holds take when many ask.
const YOUNG: Duration = Duration::from_millis(50);
/// Beyond this many events all begin anew.
const EVENTS_MAX: usize = 1_024;

pub(super) struct SeatReadings {
    store: Arc<dyn SeatStore>,
    events: Mutex<HashMap<EventId, Arc<EventReading>>>,
}

#[derive(Default)]
struct EventReading {
    latest: AsyncMutex<Option<Reading>>,
    /// What has been proposed, and not been answered by the store.
    promised: Mutex<HashSet<SeatId>>,
}

struct Reading {
    free: FreeSeats,
    begun: Instant,
}

/// Of one buyer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chance {
    /// Any number.
    pub(super) draw: u64,
    /// When the buyer asked.
    pub(super) since: Instant,
    pub(super) now: Timestamp,
}

/// Seats for one buyer, who is the only one of this instance to be sent for them.
#[derive(Default)]
pub(super) struct Proposal {
    pub(super) seats: Vec<SeatId>,
    pub(super) guards: Vec<Guard>,
    /// To be kept until the store has answered.
    pub(super) promise: Option<Promise>,
}

pub(super) struct Promise {
    of: Arc<EventReading>,
    seats: Vec<SeatId>,
}

impl Drop for Promise {
    fn drop(&mut self) {
        let mut promised = self.of.promised.lock();
        self.seats.iter().for_each(|seat| {
            promised.remove(seat);
        });
    }
}

impl SeatReadings {
    pub(super) fn new(store: Arc<dyn SeatStore>) -> Self {
        Self { store, events: Mutex::default() }
    }

    /// None: so many are free in no section.
    pub(super) async fn propose(
        &self,
        event: EventId,
        plan: &SalePlan,
        wanted: SeatsWanted<'_>,
        Chance { draw, since, now }: Chance,
    ) -> Result<Option<Proposal>, SnapshotError> {
        let of = self.of(event);
        let mut latest = of.latest.lock().await;
        if let Some(reading) = latest.as_mut().filter(|reading| reading.begun.elapsed() < YOUNG) {
            let choice = reading.choose(plan, wanted, draw);
            let is_good = choice.as_ref().is_some_and(|choice| choice.rung == Rung::Together);
            if is_good || reading.begun >= since {
                return Ok(choice.map(|choice| of.promise(reading, plan, choice, now)));
            }
        }
        let reading = latest.insert(self.read(event, plan, &of).await?);
        Ok(reading.choose(plan, wanted, draw).map(|choice| of.promise(reading, plan, choice, now)))
    }

    /// Other buyers were faster.
    pub(super) async fn are_taken(&self, event: EventId, conflicts: &[Conflict]) {
        if let Some(reading) = self.of(event).latest.lock().await.as_mut() {
            conflicts.iter().for_each(|conflict| reading.free.take(conflict.seat));
        }
    }

    /// The latest reading is not to be proposed from.
    pub(super) async fn read_again(&self, event: EventId) {
        *self.of(event).latest.lock().await = None;
    }

    /// How many seats of these sections are free side by side, as far as is known.
    pub(super) async fn largest(&self, event: EventId, plan: &SalePlan, sections: &[bool]) -> usize {
        let of = self.of(event);
        let latest = of.latest.lock().await;
        latest.as_ref().map_or(0, |reading| choose::largest(plan.rows(), &reading.free, sections))
    }

    /// What has been promised before it begins is not free in it: a hold that is answered meanwhile may have come too late for it.
    async fn read(
        &self,
        event: EventId,
        plan: &SalePlan,
        of: &EventReading,
    ) -> Result<Reading, SnapshotError> {
        let promised: Vec<SeatId> = of.promised.lock().iter().copied().collect();
        let begun = Instant::now();
        let mut free = FreeSeats::of(&self.store.snapshot(event).await?.statuses);
        promised.iter().chain(plan.set_aside()).for_each(|seat| free.take(*seat));
        Ok(Reading { free, begun })
    }

    fn of(&self, event: EventId) -> Arc<EventReading> {
        let mut events = self.events.lock();
        if events.len() >= EVENTS_MAX && !events.contains_key(&event) {
            events.clear();
        }
        events.entry(event).or_default().clone()
    }
}

impl Reading {
    fn choose(&self, plan: &SalePlan, wanted: SeatsWanted<'_>, draw: u64) -> Option<Choice> {
        let began = Instant::now();
        let choice = choose::choose(plan.rows(), &self.free, wanted, draw);
        metrics::seats_chosen(choice.as_ref().map(|choice| choice.rung), began.elapsed());
        choice
    }
}

impl EventReading {
    fn promise(
        self: &Arc<Self>,
        reading: &mut Reading,
        plan: &SalePlan,
        Choice { seats, rung: _ }: Choice,
        now: Timestamp,
    ) -> Proposal {
        let guards = plan.guards_in_force(&seats, &plan.guards(&seats, now), &reading.free);
        seats.iter().for_each(|seat| reading.free.take(*seat));
        self.promised.lock().extend(&seats);
        let promise = Promise { of: self.clone(), seats: seats.clone() };
        Proposal { seats, guards, promise: Some(promise) }
    }
}
