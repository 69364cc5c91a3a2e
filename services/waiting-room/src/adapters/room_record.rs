//! A room as fields of text, as both engines keep it.

use std::collections::HashMap;
use std::str::FromStr;

use primitives::{Timestamp, hex};

use crate::domain::{Brake, CapReason, Draw, FailOpen, Phase, Room, RoomRules, Seal, Steering, Tally};

pub(super) type Fields = HashMap<String, String>;

/// What is absent is an empty text, so that a change can make it so.
pub(super) fn fields(room: &Room) -> Vec<(&'static str, String)> {
    let mut fields = basic_fields(room);
    fields.extend(measured_fields(room));
    fields
}

fn time(at: Option<Timestamp>) -> String {
    at.map_or_else(String::new, |at| at.as_micros().to_string())
}

fn number(number: Option<u64>) -> String {
    number.map_or_else(String::new, |number| number.to_string())
}

/// What is measured, and what follows from it. A room of an earlier release has none of it.
fn measured_fields(room: &Room) -> Vec<(&'static str, String)> {
    let Room { steering, fail_open, tally, .. } = room;
    let brake = steering.brake.map_or("", brake_name);
    let (slots, slots_by) =
        steering.cap.map_or((None, ""), |(cap, reason)| (Some(u64::from(cap)), reason_name(reason)));
    vec![
        ("rate", steering.rate.to_string()),
        ("brake", brake.to_owned()),
        ("slots", number(slots)),
        ("slots_by", slots_by.to_owned()),
        ("steered", time(Some(steering.at))),
        ("stock_at", time(steering.stock_at)),
        ("load_at", time(steering.load_at)),
        ("open_rate", number(fail_open.map(|open| u64::from(open.per_second)))),
        ("open_until", time(fail_open.map(|open| open.until))),
        ("restored", time(room.restored_at)),
        ("ended", tally.ended.to_string()),
        ("bought", tally.bought.to_string()),
        ("dwelt", tally.dwelt_ms.to_string()),
    ]
}

fn basic_fields(room: &Room) -> Vec<(&'static str, String)> {
    let draw = room.draw.as_ref();
    let seal = draw.and_then(|draw| draw.seal);
    let digits = |bytes: Option<[u8; 32]>| bytes.map_or_else(String::new, |bytes| hex(&bytes));
    vec![
        ("epoch", room.epoch.to_string()),
        ("phase", phase_name(room.phase).to_owned()),
        ("cap", room.rules.cap.to_string()),
        ("ceiling", room.rules.ceiling.to_string()),
        ("message", room.rules.message.clone()),
        ("work", number(room.rules.work_bits.map(u64::from))),
        ("opens", time(room.opens_at)),
        ("opened", time(room.opened_at)),
        ("closed", time(room.closed_at)),
        ("secret", digits(draw.map(|draw| draw.secret))),
        ("round", number(draw.and_then(|draw| draw.round))),
        ("beacon", draw.and_then(|draw| draw.beacon.clone()).unwrap_or_default()),
        ("sealed", number(seal.map(|seal| u64::from(seal.count)))),
        ("root", digits(seal.map(|seal| seal.root))),
        ("seed", digits(draw.and_then(|draw| draw.seed))),
        ("issued", room.issued.to_string()),
        ("serving", room.serving.to_string()),
        ("credit", room.credit.to_string()),
        ("turned", room.turned_at.as_micros().to_string()),
        ("back", if room.returned_last { "1" } else { "0" }.to_owned()),
    ]
}

/// None: this is no room that was written here.
pub(super) fn read(fields: &Fields) -> Option<Room> {
    let turned_at = parsed(fields, "turned").map(Timestamp::from_micros)?;
    Some(Room {
        epoch: parsed(fields, "epoch")?,
        phase: phase(fields.get("phase")?)?,
        rules: RoomRules {
            cap: parsed(fields, "cap")?,
            ceiling: parsed(fields, "ceiling")?,
            message: fields.get("message")?.clone(),
            work_bits: parsed(fields, "work"),
        },
        steering: steering(fields, turned_at)?,
        fail_open: fail_open(fields),
        draw: draw(fields),
        opens_at: parsed(fields, "opens").map(Timestamp::from_micros),
        opened_at: parsed(fields, "opened").map(Timestamp::from_micros),
        closed_at: parsed(fields, "closed").map(Timestamp::from_micros),
        restored_at: parsed(fields, "restored").map(Timestamp::from_micros),
        issued: parsed(fields, "issued")?,
        serving: parsed(fields, "serving")?,
        credit: parsed(fields, "credit")?,
        turned_at,
        returned_last: fields.get("back")? == "1",
        tally: Tally {
            ended: parsed(fields, "ended").unwrap_or(0),
            bought: parsed(fields, "bought").unwrap_or(0),
            dwelt_ms: parsed(fields, "dwelt").unwrap_or(0),
        },
    })
}

fn steering(fields: &Fields, turned_at: Timestamp) -> Option<Steering> {
    let begin = Steering::begin(parsed(fields, "ceiling")?, turned_at);
    let slots = parsed(fields, "slots").zip(fields.get("slots_by").and_then(|name| reason(name)));
    Some(Steering {
        rate: parsed(fields, "rate").unwrap_or(begin.rate),
        brake: fields.get("brake").and_then(|name| brake(name)),
        cap: slots,
        at: parsed(fields, "steered").map_or(begin.at, Timestamp::from_micros),
        stock_at: parsed(fields, "stock_at").map(Timestamp::from_micros),
        load_at: parsed(fields, "load_at").map(Timestamp::from_micros),
    })
}

fn fail_open(fields: &Fields) -> Option<FailOpen> {
    let until = parsed(fields, "open_until").map(Timestamp::from_micros)?;
    Some(FailOpen { per_second: parsed(fields, "open_rate")?, until })
}

fn draw(fields: &Fields) -> Option<Draw> {
    let seal = match (parsed(fields, "sealed"), digest(fields, "root")) {
        (Some(count), Some(root)) => Some(Seal { count, root }),
        _ => None,
    };
    Some(Draw {
        secret: digest(fields, "secret")?,
        round: parsed(fields, "round"),
        beacon: fields.get("beacon").filter(|value| !value.is_empty()).cloned(),
        seal,
        seed: digest(fields, "seed"),
    })
}

fn parsed<T: FromStr>(fields: &Fields, name: &str) -> Option<T> {
    fields.get(name)?.parse().ok()
}

fn digest(fields: &Fields, name: &str) -> Option<[u8; 32]> {
    let digits = fields.get(name)?;
    let bytes = (0..32).map(|at| u8::from_str_radix(digits.get(2 * at..2 * at + 2)?, 16).ok());
    bytes.collect::<Option<Vec<u8>>>()?.try_into().ok()
}

fn brake_name(brake: Brake) -> &'static str {
    match brake {
        Brake::SlowHolds => "SLOW_HOLDS",
        Brake::FullOrders => "FULL_ORDERS",
        Brake::Unreachable => "UNREACHABLE",
    }
}

fn brake(name: &str) -> Option<Brake> {
    [Brake::SlowHolds, Brake::FullOrders, Brake::Unreachable]
        .into_iter()
        .find(|brake| brake_name(*brake) == name)
}

fn reason_name(reason: CapReason) -> &'static str {
    match reason {
        CapReason::Stock => "STOCK",
        CapReason::StockUnknown => "STOCK_UNKNOWN",
        CapReason::Dwell => "DWELL",
    }
}

fn reason(name: &str) -> Option<CapReason> {
    [CapReason::Stock, CapReason::StockUnknown, CapReason::Dwell]
        .into_iter()
        .find(|reason| reason_name(*reason) == name)
}

pub(super) fn phase_name(phase: Phase) -> &'static str {
    match phase {
        Phase::Registering => "REGISTERING",
        Phase::Open => "OPEN",
        Phase::Paused => "PAUSED",
        Phase::Closed => "CLOSED",
    }
}

pub(super) fn phase(name: &str) -> Option<Phase> {
    [Phase::Registering, Phase::Open, Phase::Paused, Phase::Closed]
        .into_iter()
        .find(|phase| phase_name(*phase) == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_is_read_as_it_was_written() {
        let now = Timestamp::from_micros(77);
        let plain = Room::open_at_once(RoomRules::default(), now);
        let mut draw = Draw::new([3; 32], None);
        let fresh = Room { draw: Some(draw.clone()), opens_at: Some(now), opened_at: None, ..plain.clone() };
        (draw.round, draw.beacon) = (Some(5), Some("ab".to_owned()));
        (draw.seal, draw.seed) = (Some(Seal { count: 2, root: [4; 32] }), Some([0xfe; 32]));
        let rules =
            RoomRules { message: "안녕, \"you\"".to_owned(), work_bits: Some(14), ..RoomRules::default() };
        let drawn = Room {
            draw: Some(draw),
            rules,
            steering: Steering {
                rate: 5,
                brake: Some(Brake::FullOrders),
                cap: Some((7, CapReason::Dwell)),
                at: now,
                stock_at: Some(now),
                load_at: Some(now),
            },
            fail_open: Some(FailOpen { per_second: 9, until: now }),
            restored_at: Some(now),
            tally: Tally { ended: 3, bought: 2, dwelt_ms: 1 },
            closed_at: Some(now),
            returned_last: true,
            ..plain.clone()
        };
        for room in [plain, fresh, drawn] {
            assert_eq!(read(&written(&room)), Some(room));
        }
        assert_eq!(read(&HashMap::new()), None);
    }

    fn written(room: &Room) -> Fields {
        fields(room).into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    #[test]
    fn a_room_of_an_earlier_release_is_read_as_one_of_which_nothing_was_measured() {
        let room = Room::open_at_once(RoomRules::default(), Timestamp::from_micros(77));
        let mut old = written(&room);
        measured_fields(&room).iter().for_each(|(name, _)| drop(old.remove(*name)));
        assert_eq!(read(&old), Some(room));
    }
}
