//! The changes of one step on their way into one message of `seat.events`.

use bus::Message;
use contracts::http::catalog::SeatStatus;
use contracts::messages::SeatEvent;
use primitives::{EventId, MessageId, Timestamp};

/// How many changes share a message at most: some kilobytes.
pub(super) const CHANGES_MAX: usize = 256;

/// A change with its version, and the trace of the request that caused it.
#[derive(Debug, Clone)]
pub(super) struct NumberedChange {
    pub(super) epoch: u64,
    pub(super) version: u64,
    pub(super) seat: i64,
    pub(super) status: SeatStatus,
    pub(super) at: Timestamp,
    pub(super) traceparent: Option<String>,
}

/// Changes of consecutive versions. A message belongs to one trace, so changes that belong to another one are not added where that one is
/// sampled, and would miss the span in which it is sent.
#[derive(Debug)]
pub(super) struct SeatRecord {
    epoch: u64,
    first_version: u64,
    changes: Vec<(i64, SeatStatus)>,
    /// That of the first change.
    pub(super) at: Timestamp,
    traceparent: Option<String>,
}

impl SeatRecord {
    pub(super) fn of(change: NumberedChange) -> Self {
        let NumberedChange { epoch, version, seat, status, at, traceparent } = change;
        Self { epoch, first_version: version, changes: vec![(seat, status)], at, traceparent }
    }

    /// Gives the change back if it does not belong into this record.
    pub(super) fn add(&mut self, change: NumberedChange) -> Result<(), NumberedChange> {
        let follows = change.epoch == self.epoch && change.version == self.version() + 1;
        let same_trace = self.traceparent == change.traceparent
            || !(is_sampled(self.traceparent.as_deref()) || is_sampled(change.traceparent.as_deref()));
        if !follows || !same_trace || self.changes.len() >= CHANGES_MAX {
            return Err(change);
        }
        self.changes.push((change.seat, change.status));
        Ok(())
    }

    /// Of the last change.
    pub(super) fn version(&self) -> u64 {
        self.first_version + (self.changes.len() as u64).saturating_sub(1)
    }

    #[cfg(feature = "redis")]
    pub(super) fn epoch(&self) -> u64 {
        self.epoch
    }

    pub(super) fn compose(self, id: MessageId, event: EventId) -> Result<Message, serde_json::Error> {
        let version = self.version();
        let Self { epoch, first_version, changes, at, traceparent } = self;
        let body = SeatEvent::SeatsChanged { event_id: event.get(), epoch, first_version, version, changes };
        Message::compose(id, at, traceparent, &body)
    }
}

fn is_sampled(traceparent: Option<&str>) -> bool {
    traceparent.is_some_and(|context| context.ends_with("-01"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLED: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    const OTHER_SAMPLED: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const UNSAMPLED: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

    fn change(version: u64, traceparent: Option<&str>) -> NumberedChange {
        let (epoch, seat, status) = (1, 1, SeatStatus::Held);
        let traceparent = traceparent.map(str::to_owned);
        NumberedChange { epoch, version, seat, status, at: Timestamp::from_micros(1), traceparent }
    }

    #[test]
    fn a_change_joins_the_record_that_it_follows() {
        let mut record = SeatRecord::of(change(7, None));
        assert!(record.add(change(9, None)).is_err(), "a gap");
        assert!(record.add(change(7, None)).is_err(), "a repetition");
        assert!(record.add(NumberedChange { epoch: 2, ..change(8, None) }).is_err(), "an epoch");
        assert!(record.add(change(8, None)).is_ok());
        assert_eq!(record.version(), 8);
    }

    #[test]
    fn a_sampled_trace_has_records_of_its_own() {
        let joins = |first, second| SeatRecord::of(change(1, first)).add(change(2, second)).is_ok();
        assert!(joins(Some(SAMPLED), Some(SAMPLED)));
        assert!(joins(Some(UNSAMPLED), None));
        assert!(joins(None, Some(UNSAMPLED)));
        for other in [None, Some(OTHER_SAMPLED), Some(UNSAMPLED)] {
            assert!(!joins(Some(SAMPLED), other), "{other:?}");
            assert!(!joins(other, Some(SAMPLED)), "{other:?}");
        }
    }

    #[test]
    fn a_record_is_bounded() {
        let mut record = SeatRecord::of(change(1, None));
        for version in 2..=CHANGES_MAX as u64 {
            assert!(record.add(change(version, None)).is_ok());
        }
        assert!(record.add(change(CHANGES_MAX as u64 + 1, None)).is_err());
    }
}
