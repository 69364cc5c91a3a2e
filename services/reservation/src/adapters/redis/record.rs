//! A seat's record as `rules.lua` writes it, read.

use std::str::{FromStr, SplitAsciiWhitespace};

use primitives::{HoldOwner, OrderId, Timestamp, UserId};
use uuid::Uuid;

use super::keys::short_order;
use crate::domain::{Hold, OperationId, Pin, Seat, Word};

/// `None`: that is no record.
pub(super) fn read(text: &str) -> Option<Seat> {
    let mut fields = text.split_ascii_whitespace();
    match fields.next()? {
        "H" => Some(Seat::Held(hold(&mut fields)?)),
        "P" => {
            let hold = hold(&mut fields)?;
            let order = OrderId::from_uuid(next(&mut fields)?);
            Some(Seat::Pinned(Pin { order, hold, until: time(&mut fields)? }))
        }
        "S" => Some(Seat::Sold { order: OrderId::from_uuid(next(&mut fields)?) }),
        _ => None,
    }
}

fn hold(fields: &mut SplitAsciiWhitespace<'_>) -> Option<Hold> {
    let id = primitives::HoldId::from_uuid(next(fields)?);
    let (since, until) = (time(fields)?, time(fields)?);
    let extension = fields.next()?.parse::<Uuid>().ok().map(OperationId);
    let _siblings = fields.next()?;
    let owner = match fields.next()?.strip_prefix('=') {
        Some(user) => HoldOwner::User(UserId::parse(user)?),
        None => HoldOwner::Anonymous,
    };
    Some(Hold { id, owner, since, until, extension })
}

fn next<T: FromStr>(fields: &mut SplitAsciiWhitespace<'_>) -> Option<T> {
    fields.next()?.parse().ok()
}

fn time(fields: &mut SplitAsciiWhitespace<'_>) -> Option<Timestamp> {
    next(fields).map(Timestamp::from_micros)
}

/// As the scripts compare it.
pub(super) fn owner(owner: &HoldOwner) -> String {
    match owner {
        HoldOwner::User(user) => format!("={user}"),
        HoldOwner::Anonymous => "-".to_owned(),
    }
}

/// Whose a seat is, as `amend.lua` compares it.
pub(super) fn whose(seat: &Seat) -> String {
    match seat {
        Seat::Available => "-".to_owned(),
        Seat::Held(hold) => format!("H{}", hold.id.as_uuid().simple()),
        Seat::Pinned(pin) => format!("P{}", short_order(pin.order)),
        Seat::Sold { order } => format!("S{}", short_order(*order)),
    }
}

/// A line of what the sales say, for `restore.lua`.
pub(super) fn line(word: Option<&Word>) -> String {
    match word {
        None => "-".to_owned(),
        Some(Word::Sold { order }) => format!("S {}", short_order(*order)),
        Some(Word::Pinned { order, hold, owner: of, until }) => {
            let (hold, until) = (hold.as_uuid().simple(), until.as_micros());
            format!("P {} {until} {hold} {}", short_order(*order), owner(of))
        }
    }
}

#[cfg(test)]
mod tests {
    use primitives::HoldId;

    use super::*;

    #[test]
    fn records_are_read_as_the_scripts_write_them() {
        let hold = Hold {
            id: HoldId::from_uuid(Uuid::from_u128(1)),
            owner: HoldOwner::User(UserId::parse("=mina").unwrap()),
            since: Timestamp::from_micros(5),
            until: Timestamp::from_micros(9),
            extension: None,
        };
        let text = "H 00000000000000000000000000000001 5 9 - 1,2 ==mina";
        assert_eq!(read(text), Some(Seat::Held(hold.clone())));
        let extension = "0000000000000000000000000000000a";
        let text = format!(
            "P 00000000000000000000000000000001 5 9 {extension} 1,2 - 00000000000000000000000000000002 11"
        );
        let hold =
            Hold { owner: HoldOwner::Anonymous, extension: Some(OperationId(Uuid::from_u128(10))), ..hold };
        let order = OrderId::from_uuid(Uuid::from_u128(2));
        let pin = Pin { order, hold, until: Timestamp::from_micros(11) };
        assert_eq!(read(&text), Some(Seat::Pinned(pin)));
        assert_eq!(read("S 00000000000000000000000000000002"), Some(Seat::Sold { order }));
        for wrong in ["", "X", "S", "S 1", "H 1 2"] {
            assert_eq!(read(wrong), None, "{wrong:?} was read");
        }
    }
}
