//! `seat.events`: one change of one seat, or a new epoch, whose map has to be fetched.

use contracts::Envelope;
use contracts::messages::SeatEvent;
use primitives::{EventId, InvalidId, SeatId, Timestamp};

use crate::domain::{Delta, MapPosition};

/// What happened to a map, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MapUpdate {
    pub(crate) event: EventId,
    pub(crate) change: MapChange,
    pub(crate) occurred_at: Timestamp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MapChange {
    Delta(Delta),
    /// No changes lead to this position.
    EpochBegan(MapPosition),
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum Undecodable {
    #[error("the message is not JSON of a seat event")]
    Json(#[from] serde_json::Error),
    #[error("the message names an impossible id")]
    Id(#[from] InvalidId),
}

pub(crate) fn decode(payload: &str) -> Result<MapUpdate, Undecodable> {
    let envelope: Envelope<SeatEvent> = serde_json::from_str(payload)?;
    let (event, change) = match envelope.message {
        SeatEvent::SeatChanged { event_id, epoch, version, seat_id, status } => {
            let (position, seat) = (MapPosition::new(epoch, version), SeatId::new(seat_id)?);
            (event_id, MapChange::Delta(Delta { position, seat, status: status.into() }))
        }
        SeatEvent::EpochBegan { event_id, epoch, version } => {
            (event_id, MapChange::EpochBegan(MapPosition::new(epoch, version)))
        }
    };
    Ok(MapUpdate { event: EventId::new(event)?, change, occurred_at: envelope.occurred_at.0 })
}

#[cfg(test)]
mod tests {
    use bus::Message;
    use contracts::http::catalog::SeatStatus;
    use primitives::MessageId;

    use super::*;

    #[test]
    fn a_composed_message_is_decoded_as_what_it_says() {
        let (event_id, epoch, version, seat_id) = (4, 2, 17, 20_000);
        let body = SeatEvent::SeatChanged { event_id, epoch, version, seat_id, status: SeatStatus::Sold };
        let at = Timestamp::from_micros(1_767_225_600_123_000);
        let id = MessageId::from_uuid(uuid::Uuid::from_u128(1));
        let message = Message::compose(id, at, None, &body).unwrap();
        let update = decode(&message.payload).unwrap();
        assert_eq!(update.event.get(), 4);
        assert_eq!(update.occurred_at, at);
        let (position, seat) = (MapPosition::new(2, 17), SeatId::new(20_000).unwrap());
        let status = crate::domain::SeatStatus::Sold;
        assert_eq!(update.change, MapChange::Delta(Delta { position, seat, status }));

        let body = SeatEvent::EpochBegan { event_id, epoch: 3, version: 0 };
        let message = Message::compose(id, at, None, &body).unwrap();
        assert_eq!(decode(&message.payload).unwrap().change, MapChange::EpochBegan(MapPosition::new(3, 0)));
    }

    #[test]
    fn nonsense_cannot_be_decoded() {
        let impossible = r#"{"id":"00000000-0000-0000-0000-000000000001","key":"1","occurredAt":"2026-01-01T00:00:00Z",
            "type":"SeatChanged","data":{"eventId":1,"epoch":1,"version":1,"seatId":0,"status":"HELD"}}"#;
        for payload in ["", "{}", "[]", impossible] {
            assert!(decode(payload).is_err(), "{payload:?} passed");
        }
    }
}
