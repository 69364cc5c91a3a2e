//! Names of keys, and how values are written for the scripts and read from their answers.

use std::str::{FromStr, SplitAsciiWhitespace};
use std::time::Duration;

use bus::Message;
use primitives::{
    Credentials, EventId, GuestId, HoldOwner, OrderId, SeatId, TierName, Timestamp, UserId, hex,
};
use redis::Value;
use redis_nodes::slot_of;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::domain::{Conflict, Extension, Hold, OperationId, Pin, SaleState, Seat, Status};
use crate::ports::{HoldKey, Unavailable};

/// The keys of every script, in the order of `rules.lua`.
const SHARED: [&str; 10] =
    ["meta", "map", "untils", "owned", "orders", "tombstones", "outbox", "replying", "receipts", "planes"];

/// What has keys of its own: an event, or the replies that concern no event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum KeyScope {
    Event(EventId),
    NoEvent,
}

/// The keys of one scope. All of them have the scope in braces, so that they are in one slot, on one node.
#[derive(Debug, Clone)]
pub(super) struct Keys {
    pub(super) scope: KeyScope,
    pub(super) slot: u16,
    base: String,
}

impl Keys {
    pub(super) fn of(prefix: &str, scope: KeyScope) -> Self {
        let tag = match scope {
            KeyScope::Event(event) => event.to_string(),
            KeyScope::NoEvent => "nowhere".to_owned(),
        };
        Self { scope, slot: slot_of(&tag), base: format!("{prefix}{{{tag}}}:") }
    }

    pub(super) fn named(&self, name: &str) -> String {
        format!("{}{name}", self.base)
    }

    /// `KEYS[1]` to `KEYS[10]`.
    pub(super) fn shared(&self) -> [String; 10] {
        SHARED.map(|name| self.named(name))
    }

    pub(super) fn seat(&self, seat: SeatId) -> String {
        format!("{}seat:{seat}", self.base)
    }
}

/// What all instances of an installation share that belongs to no event, in one slot.
pub(super) struct Registry {
    /// The set of all events.
    pub(super) key: String,
    /// Sorted set: events that were removed from it lately.
    pub(super) removed: String,
    /// While it exists, an instance that has stopped may have left messages.
    pub(super) handed_over: String,
    pub(super) slot: u16,
}

pub(super) fn registry(prefix: &str) -> Registry {
    let key = format!("{prefix}{{events}}");
    let (removed, handed_over) = (format!("{key}:removed"), format!("{key}:handed-over"));
    Registry { key, removed, handed_over, slot: slot_of("events") }
}

/// A key of a buyer, and the request that it stands for, as digests.
pub(super) fn receipt(key: &HoldKey) -> [String; 2] {
    [digest([&key.digest]), digest([&key.digest, &key.fingerprint])]
}

/// In hex, of a fixed length whatever the parts are.
pub(super) fn digest<const N: usize>(parts: [&str; N]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    let digest = digest.finalize();
    hex(digest.get(..16).unwrap_or(&digest))
}

/// Without dashes, which would be a tenth of a record.
pub(super) fn short(id: &Uuid) -> String {
    id.simple().to_string()
}

pub(super) fn order(order: OrderId) -> String {
    short(order.as_uuid())
}

pub(super) fn micros(duration: Duration) -> String {
    duration.as_micros().to_string()
}

/// The owner of a hold, and what a guest is counted by: behind `-` of an anonymous one, and behind `@` of one with a name.
pub(super) fn owner(owner: &HoldOwner, guest: Option<GuestId>) -> String {
    match (owner, guest) {
        (HoldOwner::User(user), Some(guest)) if owner.is_guest() => format!("={user}@{guest}"),
        (HoldOwner::User(user), _) => format!("={user}"),
        (HoldOwner::Anonymous, Some(guest)) => format!("-{guest}"),
        (HoldOwner::Anonymous, None) => "-".to_owned(),
    }
}

fn read_owner(text: &str) -> Option<(HoldOwner, Option<GuestId>)> {
    let Some(name) = text.strip_prefix('=') else {
        return Some((HoldOwner::Anonymous, text.strip_prefix('-').and_then(|guest| guest.parse().ok())));
    };
    let user = UserId::parse(name)?;
    let counted = name.rsplit_once('@').filter(|_| user.is_guest());
    let Some((name, guest)) = counted else { return Some((HoldOwner::User(user), None)) };
    Some((HoldOwner::User(UserId::parse(name)?), guest.parse().ok()))
}

/// An extension, as `extend.lua` keeps it.
pub(super) fn extension(Extension { operation, by }: Extension) -> [String; 2] {
    [short(&operation.0), micros(by)]
}

/// A caller, whose names the scripts compare with the owner: that of the user, and of the guest whom the user was.
pub(super) fn caller(caller: &Credentials) -> [String; 3] {
    let names = [&caller.user, &caller.was_guest].into_iter().flatten().map(|name| format!("={name}"));
    let user = names.collect::<Vec<_>>().join(" ");
    let token = caller.token.map_or(String::new(), |hold| short(hold.as_uuid()));
    [user, token, if caller.open { "1" } else { "0" }.to_owned()]
}

/// A reply, as the scripts put it into the outbox.
pub(super) fn reply(message: &Message) -> [String; 6] {
    [
        message.id.to_string(),
        message.topic.name().to_owned(),
        message.key.clone(),
        message.occurred_at.as_micros().to_string(),
        message.payload.clone(),
        message.traceparent.clone().unwrap_or_default(),
    ]
}

/// Who has a seat, as `amend.lua` compares it.
pub(super) fn seat_owner(seat: &Seat) -> String {
    match seat {
        Seat::Available => "-".to_owned(),
        Seat::Held(hold) => format!("H{}", short(hold.id.as_uuid())),
        Seat::Pinned(pin) => format!("P{}", order(pin.order)),
        Seat::Sold { order: sold_to } => format!("S{}", order(*sold_to)),
    }
}

/// What the sales say about a seat: one line for `restore.lua`.
pub(super) fn sale_line(sale: Option<&SaleState>) -> String {
    let (line, tier) = match sale {
        None => return "-".to_owned(),
        Some(SaleState::Sold { order: sold_to, tier }) => (format!("S {}", order(*sold_to)), tier),
        Some(SaleState::Pinned { order: by, hold, owner: of, until, tier }) => {
            let (by, hold) = (order(*by), short(hold.as_uuid()));
            (format!("P {by} {} {hold} {}", until.as_micros(), owner(of, None)), tier)
        }
    };
    tier.as_ref().map_or(line.clone(), |tier| format!("{line};{tier}"))
}

/// A seat's record as `rules.lua` writes it. None: that is not a record.
pub(super) fn read_record(text: &str) -> Option<Seat> {
    let mut fields = text.split_ascii_whitespace();
    match fields.next()? {
        "H" => Some(Seat::Held(read_hold(&mut fields)?)),
        "P" => {
            let hold = read_hold(&mut fields)?;
            let order = OrderId::from_uuid(read(&mut fields)?);
            Some(Seat::Pinned(Pin { order, hold, until: read_time(&mut fields)? }))
        }
        "S" => Some(Seat::Sold { order: OrderId::from_uuid(read(&mut fields)?) }),
        _ => None,
    }
}

fn read_hold(fields: &mut SplitAsciiWhitespace<'_>) -> Option<Hold> {
    let id = primitives::HoldId::from_uuid(read(fields)?);
    let (since, until) = (read_time(fields)?, read_time(fields)?);
    let extensions = fields.next()?.split(',').filter_map(read_extension).collect();
    let siblings = fields.next()?;
    let tier = siblings.split_once(';').and_then(|(_, tier)| TierName::parse(tier));
    let (owner, guest) = read_owner(fields.next()?)?;
    Some(Hold { id, owner, guest, since, until, extensions, tier })
}

fn read_extension(text: &str) -> Option<Extension> {
    let (operation, by) = text.split_once('@')?;
    let operation = OperationId(operation.parse().ok()?);
    Some(Extension { operation, by: Duration::from_micros(by.parse().ok()?) })
}

fn read<T: FromStr>(fields: &mut SplitAsciiWhitespace<'_>) -> Option<T> {
    fields.next()?.parse().ok()
}

fn read_time(fields: &mut SplitAsciiWhitespace<'_>) -> Option<Timestamp> {
    read(fields).map(Timestamp::from_micros)
}

#[derive(Debug, thiserror::Error)]
#[error("redis answered something unexpected: {0}")]
struct Unexpected(String);

pub(super) fn unexpected(what: &str) -> Unavailable {
    Unavailable::new(Unexpected(what.to_owned()))
}

/// Text, in whichever type Redis has sent it.
pub(super) fn text(value: Value) -> Option<String> {
    if let Value::Int(number) = value {
        Some(number.to_string())
    } else {
        redis::from_redis_value(value).ok()
    }
}

/// What a script returned: a word, and the values that belong to it.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) word: String,
    rest: std::vec::IntoIter<Value>,
}

impl Answer {
    pub(super) fn of(value: Value) -> Result<Self, Unavailable> {
        let Value::Array(values) = value else { return Err(unexpected("no list")) };
        let mut rest = values.into_iter();
        let word = rest.next().and_then(text).ok_or_else(|| unexpected("no word"))?;
        Ok(Self { word, rest })
    }

    /// The script has no such answer.
    pub(super) fn unexpected(&self) -> Unavailable {
        unexpected(&self.word)
    }

    /// For a command without a result.
    pub(super) fn done(&self) -> Result<(), Unavailable> {
        if self.word == "DONE" { Ok(()) } else { Err(self.unexpected()) }
    }

    pub(super) fn text(&mut self) -> Result<String, Unavailable> {
        self.rest.next().and_then(text).ok_or_else(|| self.unexpected())
    }

    pub(super) fn parse<T: FromStr>(&mut self) -> Result<T, Unavailable> {
        self.text()?.parse().map_err(|_| self.unexpected())
    }

    pub(super) fn time(&mut self) -> Result<Timestamp, Unavailable> {
        self.parse().map(Timestamp::from_micros)
    }

    pub(super) fn duration(&mut self) -> Result<Duration, Unavailable> {
        self.parse().map(Duration::from_micros)
    }

    pub(super) fn seat(&mut self) -> Result<SeatId, Unavailable> {
        SeatId::new(self.parse()?).map_err(|_| self.unexpected())
    }

    /// Separated by commas.
    pub(super) fn seats(&mut self) -> Result<Vec<SeatId>, Unavailable> {
        let text = self.text()?;
        Ok(text.split(',').filter_map(|number| SeatId::new(number.parse().ok()?).ok()).collect())
    }

    /// `seat=tier` of each, separated by commas.
    pub(super) fn tiers(&mut self) -> Result<Vec<(SeatId, TierName)>, Unavailable> {
        let text = self.text()?;
        let tier = |part: &str| {
            let (number, tier) = part.split_once('=')?;
            Some((SeatId::new(number.parse().ok()?).ok()?, TierName::parse(tier)?))
        };
        Ok(text.split(',').filter_map(tier).collect())
    }

    /// All that follow: seats and their statuses in turn.
    pub(super) fn conflicts(&mut self) -> Result<Vec<Conflict>, Unavailable> {
        let mut conflicts = Vec::new();
        while self.has_more() {
            let seat = self.seat()?;
            let status = if self.text()? == "S" { Status::Sold } else { Status::Held };
            conflicts.push(Conflict { seat, status });
        }
        Ok(conflicts)
    }

    pub(super) fn bytes(&mut self) -> Result<Vec<u8>, Unavailable> {
        match self.rest.next() {
            Some(Value::BulkString(bytes)) => Ok(bytes),
            _ => Err(self.unexpected()),
        }
    }

    /// The fields of a stream entry, with their names.
    pub(super) fn fields(&mut self) -> Result<Vec<(String, String)>, Unavailable> {
        let Some(Value::Array(values)) = self.rest.next() else { return Err(self.unexpected()) };
        let mut texts = values.into_iter().filter_map(text);
        let mut fields = Vec::new();
        while let (Some(name), Some(value)) = (texts.next(), texts.next()) {
            fields.push((name, value));
        }
        Ok(fields)
    }

    /// The next of several answers in one.
    pub(super) fn part(&mut self) -> Result<Self, Unavailable> {
        self.rest.next().map_or_else(|| Err(self.unexpected()), Self::of)
    }

    pub(super) fn has_more(&self) -> bool {
        !self.rest.as_slice().is_empty()
    }
}

#[cfg(test)]
mod tests {
    use primitives::HoldId;

    use super::*;

    #[test]
    fn all_keys_of_an_event_carry_it_in_braces() {
        let event = EventId::new(42).unwrap();
        let keys = Keys::of("house:", KeyScope::Event(event));
        assert_eq!(keys.seat(SeatId::new(7).unwrap()), "house:{42}:seat:7");
        assert!(keys.shared().iter().all(|key| key.starts_with("house:{42}:")));
    }

    #[test]
    fn parts_of_a_digest_do_not_run_into_each_other() {
        assert_ne!(digest(["ab", "c"]), digest(["a", "bc"]));
        assert_eq!(digest(["ab", "c"]).len(), 32);
    }

    #[test]
    fn records_are_read_as_the_scripts_write_them() {
        let hold = Hold::new(
            HoldId::from_uuid(Uuid::from_u128(1)),
            HoldOwner::User(UserId::parse("=mina").unwrap()),
            Timestamp::from_micros(5),
            Timestamp::from_micros(9),
        );
        let text = "H 00000000000000000000000000000001 5 9 - 1,2 ==mina";
        assert_eq!(read_record(text), Some(Seat::Held(hold.clone())));
        let text = "H 00000000000000000000000000000001 5 9 - 1,2;adult ==mina";
        let unit = Hold { tier: Some(TierName::ADULT), ..hold.clone() };
        assert_eq!(read_record(text), Some(Seat::Held(unit)));
        let extensions = "0000000000000000000000000000000a@30,0000000000000000000000000000000b@7";
        let text = format!(
            "P 00000000000000000000000000000001 5 9 {extensions} 1,2 -00000000000000ff 00000000000000000000000000000002 11"
        );
        let extension = |number, by| Extension {
            operation: OperationId(Uuid::from_u128(number)),
            by: Duration::from_micros(by),
        };
        let hold = Hold {
            owner: HoldOwner::Anonymous,
            guest: Some(GuestId(255)),
            extensions: vec![extension(10, 30), extension(11, 7)],
            ..hold
        };
        let owner_of_guest = HoldOwner::User(UserId::parse("g:7").unwrap());
        let named = Hold { owner: owner_of_guest, extensions: Vec::new(), ..hold.clone() };
        let order = OrderId::from_uuid(Uuid::from_u128(2));
        let pin = Pin { order, hold, until: Timestamp::from_micros(11) };
        assert_eq!(read_record(&text), Some(Seat::Pinned(pin)));
        assert_eq!(read_record("S 00000000000000000000000000000002"), Some(Seat::Sold { order }));
        let text = "H 00000000000000000000000000000001 5 9 - 1,2 =g:7@00000000000000ff";
        assert_eq!(read_record(text), Some(Seat::Held(named.clone())));
        assert_eq!(owner(&named.owner, named.guest), "=g:7@00000000000000ff");
        for wrong in ["", "X", "S", "S 1", "H 1 2"] {
            assert_eq!(read_record(wrong), None, "{wrong:?} was read");
        }
    }
}
