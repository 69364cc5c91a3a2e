//! `seat.events`: one change of one seat.

use contracts::Envelope;
use contracts::messages::SeatEvent;
use primitives::{EventId, InvalidId, SeatId, Timestamp};

use crate::domain::{Delta, Position};

/// A change, and when it happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SeatChange {
    pub(crate) event: EventId,
    pub(crate) delta: Delta,
    pub(crate) occurred_at: Timestamp,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum Unreadable {
    #[error("the message is not JSON of a seat change")]
    Json(#[from] serde_json::Error),
    #[error("the message names an impossible id")]
    Id(#[from] InvalidId),
}

pub(crate) fn read(payload: &str) -> Result<SeatChange, Unreadable> {
    let envelope: Envelope<SeatEvent> = serde_json::from_str(payload)?;
    let SeatEvent::SeatChanged { event_id, epoch, version, seat_id, status } = envelope.message;
    let delta =
        Delta { position: Position::new(epoch, version), seat: SeatId::new(seat_id)?, status: status.into() };
    Ok(SeatChange { event: EventId::new(event_id)?, delta, occurred_at: envelope.occurred_at.0 })
}

#[cfg(test)]
mod tests {
    use bus::Message;
    use contracts::http::catalog::SeatStatus;
    use primitives::MessageId;

    use super::*;

    #[test]
    fn a_composed_message_reads_as_what_it_says() {
        let (event_id, epoch, version, seat_id) = (4, 2, 17, 20_000);
        let body = SeatEvent::SeatChanged { event_id, epoch, version, seat_id, status: SeatStatus::Sold };
        let at = Timestamp::from_micros(1_767_225_600_123_000);
        let id = MessageId::from_uuid(uuid::Uuid::from_u128(1));
        let message = Message::compose(id, at, None, &body).unwrap();
        let change = read(&message.payload).unwrap();
        assert_eq!(change.event.get(), 4);
        assert_eq!(change.occurred_at, at);
        assert_eq!(change.delta.position, Position::new(2, 17));
        assert_eq!(change.delta.seat.get(), 20_000);
        assert_eq!(change.delta.status, crate::domain::SeatStatus::Sold);
    }

    #[test]
    fn nonsense_is_unreadable() {
        let impossible = r#"{"id":"00000000-0000-0000-0000-000000000001","key":"1","occurredAt":"2026-01-01T00:00:00Z",
            "type":"SeatChanged","data":{"eventId":1,"epoch":1,"version":1,"seatId":0,"status":"HELD"}}"#;
        for payload in ["", "{}", "[]", impossible] {
            assert!(read(payload).is_err(), "{payload:?} passed");
        }
    }
}
