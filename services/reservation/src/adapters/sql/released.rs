//! Which seats of a hold their holder has released, as rows.

use primitives::{EventId, HoldId, HoldOwner, SeatId, Timestamp, UserId};
use serde::Serialize;
use sql::{Connection, DbError, query};

use super::rows::corrupt;

pub(super) const PUT_RELEASED: &str = "INSERT OR REPLACE INTO released (hold_id, seat_id, event_id, owner, at_us) \
     SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM json_each(?)";

/// Those of one batch.
#[derive(Debug, Default)]
pub(super) struct Released(Vec<ReleasedSeat>);

#[derive(Debug)]
struct ReleasedSeat {
    event: EventId,
    hold: HoldId,
    owner: HoldOwner,
    seat: SeatId,
}

impl Released {
    pub(super) fn add(&mut self, event: EventId, hold: HoldId, owner: &HoldOwner, seat: SeatId) {
        self.0.push(ReleasedSeat { event, hold, owner: owner.clone(), seat });
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As [`owners`], of what is not committed yet.
    pub(super) fn owners(&self, hold: HoldId, seat: Option<SeatId>) -> Vec<HoldOwner> {
        let of_it = |row: &&ReleasedSeat| row.hold == hold && seat.is_none_or(|seat| seat == row.seat);
        self.0.iter().filter(of_it).map(|row| row.owner.clone()).collect()
    }

    /// In the order of the columns.
    pub(super) fn rows(&self, now: Timestamp) -> impl Iterator<Item: Serialize> {
        self.0.iter().map(move |ReleasedSeat { event, hold, owner, seat }| {
            let owner = match owner {
                HoldOwner::User(user) => Some(user.as_str()),
                HoldOwner::Anonymous => None,
            };
            (hold.as_uuid(), seat.get(), event.get(), owner, now.as_micros())
        })
    }
}

/// Who released this hold, or this seat of it: once for each seat.
pub(super) async fn owners(
    db: &mut Connection,
    hold: HoldId,
    seat: Option<SeatId>,
) -> Result<Vec<HoldOwner>, DbError> {
    let rows: Vec<(Option<String>,)> =
        query("SELECT owner FROM released WHERE hold_id = ? AND seat_id = coalesce(?, seat_id)")
            .bind(hold.to_string())
            .bind(seat.map(SeatId::get))
            .fetch_all(db)
            .await?;
    let owner = |(name,): (Option<String>,)| match name {
        Some(name) => {
            UserId::parse(&name).map(HoldOwner::User).ok_or_else(|| corrupt("the owner of a released seat"))
        }
        None => Ok(HoldOwner::Anonymous),
    };
    rows.into_iter().map(owner).collect()
}
