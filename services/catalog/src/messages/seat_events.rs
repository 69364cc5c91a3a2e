//! `seat.events`: one change of one seat, or word that the map has to be fetched.

use contracts::Envelope;
use contracts::messages::SeatEvent;
use primitives::{EventId, InvalidId, SeatId, Timestamp};

use crate::domain::{Delta, Position};

/// What happened, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) event: EventId,
    pub(crate) news: News,
    pub(crate) occurred_at: Timestamp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum News {
    Change(Delta),
    /// No changes lead to this position.
    BeganAnew(Position),
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum Unreadable {
    #[error("the message is not JSON of a seat change")]
    Json(#[from] serde_json::Error),
    #[error("the message names an impossible id")]
    Id(#[from] InvalidId),
}

pub(crate) fn read(payload: &str) -> Result<Told, Unreadable> {
    let envelope: Envelope<SeatEvent> = serde_json::from_str(payload)?;
    let (event, news) = match envelope.message {
        SeatEvent::SeatChanged { event_id, epoch, version, seat_id, status } => {
            let (position, seat) = (Position::new(epoch, version), SeatId::new(seat_id)?);
            (event_id, News::Change(Delta { position, seat, status: status.into() }))
        }
        SeatEvent::EpochBegan { event_id, epoch, version } => {
            (event_id, News::BeganAnew(Position::new(epoch, version)))
        }
    };
    Ok(Told { event: EventId::new(event)?, news, occurred_at: envelope.occurred_at.0 })
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
        let told = read(&message.payload).unwrap();
        assert_eq!(told.event.get(), 4);
        assert_eq!(told.occurred_at, at);
        let (position, seat) = (Position::new(2, 17), SeatId::new(20_000).unwrap());
        let status = crate::domain::SeatStatus::Sold;
        assert_eq!(told.news, News::Change(Delta { position, seat, status }));

        let body = SeatEvent::EpochBegan { event_id, epoch: 3, version: 0 };
        let message = Message::compose(id, at, None, &body).unwrap();
        assert_eq!(read(&message.payload).unwrap().news, News::BeganAnew(Position::new(3, 0)));
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
