//! `seat.events`: changes that became visible together, or a new epoch, whose map has to be fetched.

use contracts::Envelope;
use contracts::messages::{SeatChange, SeatEvent};
use primitives::{EventId, InvalidId, SeatId, Timestamp};

use crate::domain::{Delta, MapPosition};

/// What happened to a map, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MapUpdate {
    pub(crate) event: EventId,
    pub(crate) change: MapChange,
    pub(crate) occurred_at: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum MapChange {
    /// By ascending position.
    Deltas(Vec<Delta>),
    /// No changes lead to this position.
    EpochBegan(MapPosition),
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum Undecodable {
    #[error("the message is not JSON of a seat event")]
    Json(#[from] serde_json::Error),
    #[error("the message names an impossible id")]
    Id(#[from] InvalidId),
    #[error("the message does not have one change for each version")]
    Range,
}

pub(crate) fn decode(payload: &str) -> Result<MapUpdate, Undecodable> {
    let envelope: Envelope<SeatEvent> = serde_json::from_str(payload)?;
    let (event, change) = match &envelope.message {
        SeatEvent::SeatsChanged { event_id, epoch, .. } | SeatEvent::SeatChanged { event_id, epoch, .. } => {
            (*event_id, MapChange::Deltas(deltas(*epoch, &envelope.message)?))
        }
        SeatEvent::EpochBegan { event_id, epoch, version } => {
            (*event_id, MapChange::EpochBegan(MapPosition::new(*epoch, *version)))
        }
    };
    Ok(MapUpdate { event: EventId::new(event)?, change, occurred_at: envelope.occurred_at.0 })
}

fn deltas(epoch: u64, event: &SeatEvent) -> Result<Vec<Delta>, Undecodable> {
    let changes = event.changes().ok_or(Undecodable::Range)?;
    let delta = |SeatChange { version, seat_id, status }| {
        let (position, seat) = (MapPosition::new(epoch, version), SeatId::new(seat_id)?);
        Ok(Delta { position, seat, status: status.into() })
    };
    changes.into_iter().map(delta).collect()
}

#[cfg(test)]
mod tests {
    use bus::Message;
    use contracts::http::catalog::SeatStatus::{self, Held, Sold};
    use primitives::MessageId;

    use super::*;

    fn composed(body: &SeatEvent, at: Timestamp) -> Message {
        let id = MessageId::from_uuid(uuid::Uuid::from_u128(1));
        Message::compose(id, at, None, body).unwrap()
    }

    #[test]
    fn a_composed_message_is_decoded_as_what_it_says() {
        let changes = vec![(20_000, Held), (7, Sold)];
        let body = SeatEvent::SeatsChanged { event_id: 4, epoch: 2, first_version: 17, version: 18, changes };
        let at = Timestamp::from_micros(1_767_225_600_123_000);
        let update = decode(&composed(&body, at).payload).unwrap();
        assert_eq!(update.event.get(), 4);
        assert_eq!(update.occurred_at, at);
        let delta = |version, seat, status: SeatStatus| Delta {
            position: MapPosition::new(2, version),
            seat: SeatId::new(seat).unwrap(),
            status: status.into(),
        };
        assert_eq!(update.change, MapChange::Deltas(vec![delta(17, 20_000, Held), delta(18, 7, Sold)]));

        let body = SeatEvent::EpochBegan { event_id: 4, epoch: 3, version: 0 };
        let update = decode(&composed(&body, at).payload).unwrap();
        assert_eq!(update.change, MapChange::EpochBegan(MapPosition::new(3, 0)));
    }

    #[test]
    fn a_message_of_an_earlier_release_is_one_change() {
        let update = decode(include_str!("../../../../contracts/tests/messages/seat_changed.json")).unwrap();
        let (position, seat) = (MapPosition::new(2, 17), SeatId::new(20_000).unwrap());
        let delta = Delta { position, seat, status: crate::domain::SeatStatus::Held };
        assert_eq!(update.change, MapChange::Deltas(vec![delta]));
    }

    #[test]
    fn nonsense_cannot_be_decoded() {
        let at = Timestamp::from_micros(1);
        let impossible = |version, seat_id| {
            let changes = vec![(seat_id, Held)];
            let body = SeatEvent::SeatsChanged { event_id: 1, epoch: 1, first_version: 1, version, changes };
            composed(&body, at).payload
        };
        assert!(decode(&impossible(1, 1)).is_ok());
        for payload in ["".to_owned(), "{}".to_owned(), "[]".to_owned(), impossible(1, 0), impossible(2, 1)] {
            assert!(decode(&payload).is_err(), "{payload:?} passed");
        }
    }
}
