//! Seats and receipts as rows, and back.

use std::str::FromStr;
use std::time::Duration;

use primitives::{EventId, HoldId, HoldOwner, SeatId, Timestamp, UserId};
use serde::Serialize;
use sql::DbError;

use super::event::Receipt;
use crate::domain::{Hold, OperationId, Pin, Seat};
use crate::ports::HoldKey;

/// The database does not contain what was written here.
pub(super) fn corrupt(cause: impl std::fmt::Display) -> DbError {
    DbError::Corrupt(cause.to_string())
}

#[derive(Debug, sqlx::FromRow)]
pub(super) struct SeatRow {
    seat_id: i64,
    state: String,
    hold_id: Option<String>,
    owner: Option<String>,
    since_us: Option<i64>,
    until_us: Option<i64>,
    extension: Option<String>,
    order_id: Option<String>,
    pin_until_us: Option<i64>,
}

impl SeatRow {
    pub(super) fn into_seat(self) -> Result<(SeatId, Seat), DbError> {
        let what = format!("seat {}", self.seat_id);
        self.read().ok_or_else(|| corrupt(format!("the row of {what}")))
    }

    fn read(self) -> Option<(SeatId, Seat)> {
        let id = SeatId::new(self.seat_id).ok()?;
        let order = parse(self.order_id.as_deref());
        let seat = match self.state.as_str() {
            "HELD" => Seat::Held(self.hold()?),
            "PINNED" => {
                let until = Timestamp::from_micros(self.pin_until_us?);
                Seat::Pinned(Pin { order: order?, hold: self.hold()?, until })
            }
            "SOLD" => Seat::Sold { order: order? },
            _ => return None,
        };
        Some((id, seat))
    }

    fn hold(&self) -> Option<Hold> {
        let owner = match &self.owner {
            Some(user) => HoldOwner::User(UserId::parse(user)?),
            None => HoldOwner::Anonymous,
        };
        Some(Hold {
            id: parse(self.hold_id.as_deref())?,
            owner,
            since: Timestamp::from_micros(self.since_us?),
            until: Timestamp::from_micros(self.until_us?),
            extension: parse(self.extension.as_deref()).map(OperationId),
        })
    }
}

fn parse<T: FromStr>(text: Option<&str>) -> Option<T> {
    text?.parse().ok()
}

/// The columns of `seats` in their order; none for a seat that needs no row.
pub(super) fn seat_columns(event: EventId, id: SeatId, seat: &Seat) -> Option<impl Serialize + '_> {
    let (state, order, pin_until) = match seat {
        Seat::Available => return None,
        Seat::Held(_) => ("HELD", None, None),
        Seat::Pinned(pin) => ("PINNED", Some(pin.order.as_uuid()), Some(pin.until.as_micros())),
        Seat::Sold { order } => ("SOLD", Some(order.as_uuid()), None),
    };
    let hold = seat.hold();
    let owner = hold.and_then(|hold| match &hold.owner {
        HoldOwner::User(user) => Some(user.as_str()),
        HoldOwner::Anonymous => None,
    });
    Some((
        event.get(),
        id.get(),
        state,
        hold.map(|hold| hold.id.as_uuid()),
        owner,
        hold.map(|hold| hold.since.as_micros()),
        hold.map(|hold| hold.until.as_micros()),
        hold.and_then(|hold| hold.extension).map(|operation| operation.0),
        order,
        pin_until,
    ))
}

#[derive(Debug, sqlx::FromRow)]
pub(super) struct ReceiptRow {
    hold_id: String,
    scope: String,
    idem_key: String,
    fingerprint: String,
    seats: String,
    life_us: i64,
    trace_id: String,
}

impl ReceiptRow {
    pub(super) fn into_receipt(self) -> Result<(HoldId, Receipt), DbError> {
        let what = format!("hold {}", self.hold_id);
        self.read().ok_or_else(|| corrupt(format!("the row of {what}")))
    }

    fn read(self) -> Option<(HoldId, Receipt)> {
        let hold = self.hold_id.parse().ok()?;
        let numbers: Vec<i64> = serde_json::from_str(&self.seats).ok()?;
        let seats = numbers.into_iter().map(SeatId::new).collect::<Result<_, _>>().ok()?;
        let key = HoldKey { scope: self.scope, key: self.idem_key, fingerprint: self.fingerprint };
        let life = Duration::from_micros(u64::try_from(self.life_us).ok()?);
        Some((hold, Receipt { key, seats, life, trace_id: self.trace_id }))
    }
}

/// The columns of `receipts` in their order.
pub(super) fn receipt_columns(event: EventId, hold: HoldId, receipt: &Receipt) -> impl Serialize + '_ {
    let Receipt { key: HoldKey { scope, key, fingerprint }, seats, life, trace_id } = receipt;
    let seats: Vec<String> = seats.iter().map(ToString::to_string).collect();
    let seats = format!("[{}]", seats.join(","));
    let life_us = i64::try_from(life.as_micros()).unwrap_or(i64::MAX);
    (*hold.as_uuid(), event.get(), scope, key, fingerprint, seats, life_us, trace_id)
}
