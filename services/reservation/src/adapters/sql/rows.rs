//! Seats and receipts as rows, and back.

use std::str::FromStr;
use std::time::Duration;

use primitives::{EventId, HoldId, HoldOwner, SeatId, TierName, Timestamp, UserId};
use serde::Serialize;
use sql::DbError;

use super::event::Receipt;
use crate::domain::{Extension, Hold, OperationId, Pin, Seat};
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
    extensions: Option<String>,
    guest: Option<String>,
    order_id: Option<String>,
    pin_until_us: Option<i64>,
    tier: Option<String>,
}

impl SeatRow {
    /// Of a unit, which keeps it when it is sold.
    pub(super) fn tier(&self) -> Result<Option<TierName>, DbError> {
        let Some(name) = &self.tier else { return Ok(None) };
        TierName::parse(name).map(Some).ok_or_else(|| corrupt(format!("the tier of seat {}", self.seat_id)))
    }

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
        let tier = self.tier().ok()?;
        Some(Hold {
            id: parse(self.hold_id.as_deref())?,
            owner,
            since: Timestamp::from_micros(self.since_us?),
            until: Timestamp::from_micros(self.until_us?),
            guest: parse(self.guest.as_deref()),
            extensions: self.extensions.as_deref().map_or(Some(Vec::new()), read_extensions)?,
            tier,
        })
    }
}

/// `operation@microseconds`, separated by commas.
fn read_extensions(text: &str) -> Option<Vec<Extension>> {
    let read = |part: &str| {
        let (operation, by) = part.split_once('@')?;
        let operation = OperationId(operation.parse().ok()?);
        Some(Extension { operation, by: Duration::from_micros(by.parse().ok()?) })
    };
    text.split(',').map(read).collect()
}

fn write_extensions(extensions: &[Extension]) -> Option<String> {
    let write = |Extension { operation, by }: &Extension| format!("{}@{}", operation.0, by.as_micros());
    (!extensions.is_empty()).then(|| extensions.iter().map(write).collect::<Vec<_>>().join(","))
}

fn parse<T: FromStr>(text: Option<&str>) -> Option<T> {
    text?.parse().ok()
}

/// The columns of `seats` in their order; none for a seat that needs no row.
pub(super) fn seat_columns<'a>(
    event: EventId,
    id: SeatId,
    seat: &'a Seat,
    tier: Option<&'a TierName>,
) -> Option<impl Serialize + 'a> {
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
        hold.and_then(|hold| write_extensions(&hold.extensions)),
        hold.and_then(|hold| hold.guest).map(|guest| guest.to_string()),
        order,
        pin_until,
        tier.map(TierName::as_str),
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
        // Rows that an earlier version wrote have the key itself.
        let key = if self.scope.is_empty() {
            HoldKey { digest: self.idem_key, fingerprint: self.fingerprint }
        } else {
            HoldKey::new(&self.scope, &self.idem_key, self.fingerprint)
        };
        let life = Duration::from_micros(u64::try_from(self.life_us).ok()?);
        Some((hold, Receipt { key, seats, life, trace_id: self.trace_id }))
    }
}

/// The columns of `receipts` in their order.
pub(super) fn receipt_columns(event: EventId, hold: HoldId, receipt: &Receipt) -> impl Serialize + '_ {
    let Receipt { key: HoldKey { digest, fingerprint }, seats, life, trace_id } = receipt;
    let seats: Vec<String> = seats.iter().map(ToString::to_string).collect();
    let seats = format!("[{}]", seats.join(","));
    let life_us = i64::try_from(life.as_micros()).unwrap_or(i64::MAX);
    (*hold.as_uuid(), event.get(), "", digest, fingerprint, seats, life_us, trace_id)
}
