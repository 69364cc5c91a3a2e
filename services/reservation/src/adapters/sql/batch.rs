//! One batch of the writer: its point in time, its changes, and the callers that wait until it is durable.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use bus::Message;
use contracts::http::catalog::SeatStatus;
use primitives::{EventId, IdSource, OrderId, SeatId, Timestamp};

use super::changes::Changes;
use super::event::Event;
use super::queue::Reply;
use super::seat_events::NumberedSeatEvent;
use crate::adapters::seat_record::NumberedChange;
use crate::domain::{Change, Status};
use crate::ports::Unavailable;

/// Between two messages about one event, so that each is younger than the one before.
const TICK: Duration = Duration::from_micros(1);

/// Called when it is known whether the batch is durable.
type Pending = Box<dyn FnOnce(Result<(), Unavailable>) + Send>;

pub(super) struct Batch {
    pub(super) now: Timestamp,
    pub(super) changes: Changes,
    /// Of the orders that this batch confirms, those that were released before it at the same event; or why that is not known.
    pub(super) tombstones: Result<HashSet<(EventId, OrderId)>, String>,
    pending: Vec<Pending>,
    ids: Arc<dyn IdSource>,
}

impl Batch {
    pub(super) fn new(now: Timestamp, ids: Arc<dyn IdSource>) -> Self {
        Self { now, changes: Changes::default(), tombstones: Ok(HashSet::new()), pending: Vec::new(), ids }
    }

    /// Keeps the answer until the batch is durable: even a refusal may be caused by another command of this batch.
    pub(super) fn answer<T, E>(&mut self, reply: Reply<T, E>, result: Result<T, E>)
    where
        T: Send + 'static,
        E: From<Unavailable> + Send + 'static,
    {
        self.pending.push(Box::new(move |durable| {
            // The caller may be gone, and then no one needs the answer.
            let _ = reply.send(durable.map_err(E::from).and(result));
        }));
    }

    /// Sends every answer, or, if the batch was lost, the error to every caller.
    pub(super) fn complete(self, lost: Option<&str>) {
        for pending in self.pending {
            pending(lost.map_or(Ok(()), |cause| Err(Unavailable::new(cause))));
        }
    }

    /// Applies what the rules decided: seats, versions, and the messages about them.
    pub(super) fn apply(&mut self, event: &mut Event, changes: Vec<Change>, traceparent: Option<&str>) {
        for Change { id, seat, publish } in changes {
            for status in publish {
                self.publish(event, id, *status, traceparent);
            }
            if let Some(ended) = event.set(id, seat)
                && event.drop_receipt(ended)
            {
                self.changes.receipts.insert((event.id(), ended));
            }
            self.changes.seats.insert((event.id(), id));
        }
    }

    /// What was published so far does not lead to the present state: readers have to fetch again.
    pub(super) fn begin_epoch(&mut self, event: &mut Event, epoch: u64) {
        event.epoch = epoch;
        event.left_single = None;
        let (version, at) = (self.next_version(event), self.next_time(event));
        event.last_event_at = at;
        self.changes.seat_events.begin_epoch(event.id(), epoch, version, at);
    }

    fn publish(&mut self, event: &mut Event, seat: SeatId, status: Status, traceparent: Option<&str>) {
        let (version, at) = (self.next_version(event), self.next_time(event));
        let change = NumberedChange {
            epoch: event.epoch,
            version,
            seat: seat.get(),
            status: wire_status(status),
            at,
            traceparent: traceparent.map(str::to_owned),
        };
        if self.changes.seat_events.add(event.id(), change) {
            event.last_event_at = at;
        }
    }

    fn next_version(&mut self, event: &mut Event) -> u64 {
        event.version += 1;
        self.changes.events.insert(event.id());
        event.version
    }

    fn next_time(&self, event: &Event) -> Timestamp {
        self.now.max(event.last_event_at.plus(TICK))
    }

    /// The messages about all changes so far. Where one cannot be encoded, nothing of the batch may be stored.
    pub(super) fn take_seat_events(&mut self) -> Result<Vec<NumberedSeatEvent>, serde_json::Error> {
        std::mem::take(&mut self.changes.seat_events).compose(self.ids.as_ref(), self.now)
    }

    pub(super) fn leave_tombstone(&mut self, event: EventId, order: OrderId) {
        self.changes.tombstones.insert((event, order));
    }

    /// Whether the order was released at this event, before this batch or in it.
    pub(super) fn was_released(&self, event: EventId, order: OrderId) -> Result<bool, Unavailable> {
        let before = self.tombstones.as_ref().map_err(|cause| Unavailable::new(cause.clone()))?;
        Ok(before.contains(&(event, order)) || self.changes.tombstones.contains(&(event, order)))
    }

    pub(super) fn reply(&mut self, message: Message) {
        self.changes.replies.push(message);
    }
}

fn wire_status(status: Status) -> SeatStatus {
    match status {
        Status::Available => SeatStatus::Available,
        Status::Held => SeatStatus::Held,
        Status::Sold => SeatStatus::Sold,
    }
}
