//! What is free at each event, as this instance has read it last: what seats are proposed from. A reading may be wrong, because the store decides.
//!
//! One who asks takes the latest reading if it is young and has something good, and what it is given is free for no one else of this instance: two buyers
//! are not sent for the same seats. Anything less good, and a refusal, only comes from a reading that was begun after the buyer had asked. While one
//! buyer reads anew, the others go on with what there is.

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
/// And while the next one is on its way.
const OLD: Duration = Duration::from_millis(100);
/// Beyond this many events all begin anew.
const EVENTS_MAX: usize = 1_024;

pub(super) struct SeatReadings {
    store: Arc<dyn SeatStore>,
    events: Mutex<HashMap<EventId, Arc<EventReading>>>,
}

#[derive(Default)]
struct EventReading {
    known: Mutex<Known>,
    /// Whose turn it is to read.
    turn: AsyncMutex<()>,
    /// What has been proposed, and not been answered by the store. Locked behind `known`.
    promised: Mutex<HashSet<SeatId>>,
}

#[derive(Default)]
struct Known {
    latest: Option<Reading>,
    /// While the next reading is on its way: what is not free in it, whatever it says.
    not_free: Option<Vec<SeatId>>,
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
        chance: Chance,
    ) -> Result<Option<Proposal>, SnapshotError> {
        let of = self.of(event);
        if let Some(proposed) = of.propose(plan, wanted, chance, YOUNG) {
            return Ok(proposed);
        }
        let _turn = match of.turn.try_lock() {
            Ok(turn) => turn,
            Err(_) => {
                if let Some(proposed) = of.propose(plan, wanted, chance, OLD) {
                    return Ok(proposed);
                }
                let turn = of.turn.lock().await;
                if let Some(proposed) = of.propose(plan, wanted, chance, YOUNG) {
                    return Ok(proposed);
                }
                turn
            }
        };
        self.read(event, plan, &of).await?;
        // It was begun after the buyer had asked, so that it decides.
        Ok(of.propose(plan, wanted, chance, Duration::MAX).flatten())
    }

    /// Other buyers were faster.
    pub(super) fn are_taken(&self, event: EventId, conflicts: &[Conflict]) {
        let of = self.of(event);
        let mut known = of.known.lock();
        let Known { latest, not_free } = &mut *known;
        for Conflict { seat, .. } in conflicts {
            latest.iter_mut().for_each(|reading| reading.free.take(*seat));
            not_free.iter_mut().for_each(|seats| seats.push(*seat));
        }
    }

    /// The latest reading is not to be proposed from.
    pub(super) fn read_again(&self, event: EventId) {
        self.of(event).known.lock().latest = None;
    }

    /// How many seats of these sections are free side by side, as far as is known.
    pub(super) fn largest(&self, event: EventId, plan: &SalePlan, sections: &[bool]) -> usize {
        let of = self.of(event);
        let known = of.known.lock();
        known.latest.as_ref().map_or(0, |reading| choose::largest(plan.rows(), &reading.free, sections))
    }

    /// What has been promised before it begins, or meanwhile, is not free in it: a hold that is answered meanwhile may have come too late for it.
    async fn read(&self, event: EventId, plan: &SalePlan, of: &EventReading) -> Result<(), SnapshotError> {
        of.begin_to_read();
        let begun = Instant::now();
        let mut free = FreeSeats::of(&self.store.snapshot(event).await?.statuses);
        plan.set_aside().iter().for_each(|seat| free.take(*seat));
        let mut known = of.known.lock();
        known.not_free.take().into_iter().flatten().for_each(|seat| free.take(seat));
        known.latest = Some(Reading { free, begun });
        Ok(())
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
    /// From the latest reading, if it is younger than this. None: another reading may have something, or something better.
    fn propose(
        self: &Arc<Self>,
        plan: &SalePlan,
        wanted: SeatsWanted<'_>,
        Chance { draw, since, now }: Chance,
        age_max: Duration,
    ) -> Option<Option<Proposal>> {
        let mut known = self.known.lock();
        let Known { latest, not_free } = &mut *known;
        let reading = latest.as_mut().filter(|reading| reading.begun.elapsed() < age_max)?;
        let choice = reading.choose(plan, wanted, draw);
        let is_good = choice.as_ref().is_some_and(|choice| choice.rung == Rung::Together);
        if !is_good && reading.begun < since {
            return None;
        }
        let Some(Choice { seats, rung: _ }) = choice else { return Some(None) };
        let guards = plan.guards_in_force(&seats, &plan.guards(&seats, now), &reading.free);
        seats.iter().for_each(|seat| reading.free.take(*seat));
        not_free.iter_mut().for_each(|taken| taken.extend(&seats));
        self.promised.lock().extend(&seats);
        let promise = Promise { of: self.clone(), seats: seats.clone() };
        Some(Some(Proposal { seats, guards, promise: Some(promise) }))
    }

    fn begin_to_read(&self) {
        let mut known = self.known.lock();
        known.not_free = Some(self.promised.lock().iter().copied().collect());
    }
}
