//! The seat events of one batch of the writer: what it has changed of an event becomes as few messages as possible.

use std::collections::BTreeMap;

use bus::Message;
use contracts::messages::SeatEvent;
use primitives::{EventId, IdSource, Timestamp};

use crate::adapters::seat_record::{NumberedChange, SeatRecord};

/// Of each event in the order of its versions.
#[derive(Debug, Default)]
pub(super) struct SeatEvents(BTreeMap<EventId, Vec<Pending>>);

#[derive(Debug)]
enum Pending {
    Changes(SeatRecord),
    EpochBegan { epoch: u64, version: u64, at: Timestamp },
}

/// A seat event for the outbox.
#[derive(Debug)]
pub(super) struct NumberedSeatEvent {
    pub(super) message: Message,
    /// The last version in it, which numbers the messages under the event's key.
    pub(super) version: u64,
    pub(super) at: Timestamp,
}

impl SeatEvents {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Says whether a new message begins with this change.
    pub(super) fn add(&mut self, event: EventId, change: NumberedChange) -> bool {
        let pending = self.0.entry(event).or_default();
        let rejected = match pending.last_mut() {
            Some(Pending::Changes(record)) => record.add(change).err(),
            Some(Pending::EpochBegan { .. }) | None => Some(change),
        };
        let begins = rejected.is_some();
        pending.extend(rejected.map(|change| Pending::Changes(SeatRecord::of(change))));
        begins
    }

    pub(super) fn begin_epoch(&mut self, event: EventId, epoch: u64, version: u64, at: Timestamp) {
        self.0.entry(event).or_default().push(Pending::EpochBegan { epoch, version, at });
    }

    pub(super) fn compose(
        self,
        ids: &dyn IdSource,
        now: Timestamp,
    ) -> Result<Vec<NumberedSeatEvent>, serde_json::Error> {
        let pending =
            self.0.into_iter().flat_map(|(event, pending)| pending.into_iter().map(move |one| (event, one)));
        let compose = |(event, pending): (EventId, Pending)| {
            let id = ids.message_id(now);
            match pending {
                Pending::Changes(record) => {
                    let (version, at) = (record.version(), record.at);
                    Ok(NumberedSeatEvent { message: record.compose(id, event)?, version, at })
                }
                Pending::EpochBegan { epoch, version, at } => {
                    let began = SeatEvent::EpochBegan { event_id: event.get(), epoch, version };
                    Ok(NumberedSeatEvent { message: Message::compose(id, at, None, &began)?, version, at })
                }
            }
        };
        pending.map(compose).collect()
    }
}
