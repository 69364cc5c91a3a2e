//! One turn of the writer: its point in time, what it changes, and who waits for it to be durable.

use std::sync::Arc;
use std::time::Duration;

use bus::Message;
use contracts::http::catalog::SeatStatus;
use contracts::messages::SeatEvent;
use primitives::{EventId, IdSource, OrderId, SeatId, Timestamp};

use super::changes::{Changes, SeatTold};
use super::event::Event;
use super::queue::Reply;
use crate::domain::{Change, Status};
use crate::ports::Unavailable;

/// Between two seat events of one event, so that each is younger than the one before.
const TICK: Duration = Duration::from_micros(1);

/// Told whether the turn became durable.
type Waiting = Box<dyn FnOnce(Result<(), Unavailable>) + Send>;

pub(super) struct Turn {
    pub(super) now: Timestamp,
    pub(super) changes: Changes,
    /// Something could not even be written down: then nothing of the turn may last.
    pub(super) spoilt: Option<serde_json::Error>,
    waiting: Vec<Waiting>,
    ids: Arc<dyn IdSource>,
}

impl Turn {
    pub(super) fn new(now: Timestamp, ids: Arc<dyn IdSource>) -> Self {
        Self { now, changes: Changes::default(), spoilt: None, waiting: Vec::new(), ids }
    }

    /// Keeps the answer until the turn is durable: a refusal too may rest on what this turn did.
    pub(super) fn answer<T, E>(&mut self, reply: Reply<T, E>, result: Result<T, E>)
    where
        T: Send + 'static,
        E: From<Unavailable> + Send + 'static,
    {
        self.waiting.push(Box::new(move |durable| {
            // Whoever asked may be gone, and then nobody wants to know.
            let _ = reply.send(durable.map_err(E::from).and(result));
        }));
    }

    /// Sends every answer, or tells everybody that nothing is known to have happened.
    pub(super) fn end(self, lost: Option<&str>) {
        for waiting in self.waiting {
            waiting(lost.map_or(Ok(()), |cause| Err(Unavailable::new(cause))));
        }
    }

    /// Carries out what the rules decided: seats, versions, and the messages that tell of them.
    pub(super) fn apply(&mut self, event: &mut Event, changes: Vec<Change>, traceparent: Option<&str>) {
        for Change { id, seat, says } in changes {
            for status in says {
                self.tell(event, id, *status, traceparent);
            }
            if let Some(ended) = event.set(id, seat)
                && event.drop_receipt(ended)
            {
                self.changes.receipts.insert((event.id(), ended));
            }
            self.changes.seats.insert((event.id(), id));
        }
    }

    /// What the public has been told so far does not lead to what is true now: it has to fetch again.
    pub(super) fn begin_epoch(&mut self, event: &mut Event, epoch: u64) {
        event.epoch = epoch;
        let version = next_version(event, self);
        self.compose(event, None, &SeatEvent::EpochBegan { event_id: event.id().get(), epoch, version });
    }

    fn tell(&mut self, event: &mut Event, seat: SeatId, status: Status, traceparent: Option<&str>) {
        let version = next_version(event, self);
        let change = SeatEvent::SeatChanged {
            event_id: event.id().get(),
            epoch: event.epoch,
            version,
            seat_id: seat.get(),
            status: on_the_wire(status),
        };
        self.compose(event, traceparent, &change);
    }

    fn compose(&mut self, event: &Event, traceparent: Option<&str>, change: &SeatEvent) {
        let traceparent = traceparent.map(str::to_owned);
        match Message::compose(self.ids.message_id(self.now), self.now, traceparent, change) {
            Ok(message) => {
                self.changes.told.push(SeatTold { message, version: event.version, at: event.last_told });
            }
            Err(error) => self.spoilt = Some(error),
        }
    }

    pub(super) fn leave_tombstone(&mut self, event: EventId, order: OrderId) {
        self.changes.tombstones.insert((event, order));
    }

    pub(super) fn reply(&mut self, message: Message) {
        self.changes.replies.push(message);
    }
}

fn next_version(event: &mut Event, turn: &mut Turn) -> u64 {
    event.version += 1;
    event.last_told = turn.now.max(event.last_told.plus(TICK));
    turn.changes.events.insert(event.id());
    event.version
}

fn on_the_wire(status: Status) -> SeatStatus {
    match status {
        Status::Available => SeatStatus::Available,
        Status::Held => SeatStatus::Held,
        Status::Sold => SeatStatus::Sold,
    }
}
