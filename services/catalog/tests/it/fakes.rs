//! A seat store and a waiting room that say what a test wants them to say.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use async_trait::async_trait;
use catalog::domain::{MapPosition, PlaceStage, PlaceStanding, SeatStatus, Snapshot, Statuses};
use catalog::ports::{EventMeta, PlaceAnswer, PlaceSourceError, Places, ReservationsError, SeatSnapshots};
use primitives::{EventId, SeatId};

#[derive(Debug, Default)]
pub(crate) struct FakeReservations {
    seats: Mutex<HashMap<EventId, Snapshot>>,
    metas: Mutex<Vec<EventMeta>>,
    down: AtomicBool,
    snapshots: AtomicU64,
}

impl FakeReservations {
    /// Changes a seat and says where the map is then.
    pub(crate) fn change(&self, event: EventId, seat: SeatId, status: SeatStatus) -> MapPosition {
        let mut seats = self.seats();
        let snapshot = seats.get_mut(&event).expect("the event is not installed");
        assert!(snapshot.statuses.set(seat, status), "there is no seat {seat}");
        snapshot.position.version += 1;
        snapshot.position
    }

    /// The numbering begins anew, as after a rebuild.
    pub(crate) fn new_epoch(&self, event: EventId) {
        let mut seats = self.seats();
        let snapshot = seats.get_mut(&event).expect("the event is not installed");
        snapshot.position = MapPosition::new(snapshot.position.epoch + 1, 0);
    }

    pub(crate) fn forget(&self, event: EventId) {
        self.seats().remove(&event);
    }

    pub(crate) fn set_down(&self, down: bool) {
        self.down.store(down, Ordering::SeqCst);
    }

    /// What was installed, in order.
    pub(crate) fn metas(&self) -> Vec<EventMeta> {
        self.metas.lock().unwrap().clone()
    }

    /// How many snapshots were given.
    pub(crate) fn snapshots(&self) -> u64 {
        self.snapshots.load(Ordering::SeqCst)
    }

    fn seats(&self) -> MutexGuard<'_, HashMap<EventId, Snapshot>> {
        self.seats.lock().unwrap()
    }

    fn answers(&self) -> Result<(), ReservationsError> {
        if self.down.load(Ordering::SeqCst) {
            return Err(ReservationsError::unavailable("the seat store is down"));
        }
        Ok(())
    }
}

#[async_trait]
impl SeatSnapshots for FakeReservations {
    async fn install(&self, meta: EventMeta) -> Result<u64, ReservationsError> {
        self.answers()?;
        self.metas.lock().unwrap().push(meta);
        let mut seats = self.seats();
        let snapshot = seats.entry(meta.event).or_insert_with(|| Snapshot {
            position: MapPosition::new(1, 0),
            statuses: Statuses::all_available(meta.seat_count),
        });
        Ok(snapshot.position.epoch)
    }

    async fn snapshot(&self, event: EventId) -> Result<Snapshot, ReservationsError> {
        self.answers()?;
        self.snapshots.fetch_add(1, Ordering::SeqCst);
        self.seats().get(&event).cloned().ok_or(ReservationsError::UnknownEvent)
    }
}

/// The places of one event, by ticket.
#[derive(Debug, Default)]
pub(crate) struct FakePlaces(Mutex<HashMap<String, (EventId, PlaceStanding)>>);

impl FakePlaces {
    pub(crate) fn put(&self, event: EventId, ticket: &str, state: PlaceStage, position: u32) {
        let standing = PlaceStanding { state, position, wait: Duration::from_secs(45) };
        self.0.lock().unwrap().insert(ticket.to_owned(), (event, standing));
    }
}

#[async_trait]
impl Places for FakePlaces {
    async fn place(&self, event: EventId, ticket: &str) -> Result<PlaceAnswer, PlaceSourceError> {
        let known = self.0.lock().unwrap().get(ticket).copied();
        let (_, standing) = known.filter(|(of, _)| *of == event).ok_or(PlaceSourceError::NoSuchPlace)?;
        Ok(PlaceAnswer { standing, ask_after: Duration::from_millis(100) })
    }
}
