//! A room as fields of text, as both engines keep it.

use std::collections::HashMap;
use std::str::FromStr;

use primitives::{Timestamp, hex};

use crate::domain::{Draw, Phase, Room, RoomRules, Seal};

pub(super) type Fields = HashMap<String, String>;

/// What is absent is an empty text, so that a change can make it so.
pub(super) fn fields(room: &Room) -> [(&'static str, String); 20] {
    let time = |at: Option<Timestamp>| at.map_or_else(String::new, |at| at.as_micros().to_string());
    let draw = room.draw.as_ref();
    let seal = draw.and_then(|draw| draw.seal);
    let digits = |bytes: Option<[u8; 32]>| bytes.map_or_else(String::new, |bytes| hex(&bytes));
    let number = |number: Option<u64>| number.map_or_else(String::new, |number| number.to_string());
    [
        ("epoch", room.epoch.to_string()),
        ("phase", phase_name(room.phase).to_owned()),
        ("cap", room.rules.cap.to_string()),
        ("ceiling", room.rules.ceiling.to_string()),
        ("message", room.rules.message.clone()),
        ("stock", number(room.stock_cap.map(u64::from))),
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
    Some(Room {
        epoch: parsed(fields, "epoch")?,
        phase: phase(fields.get("phase")?)?,
        rules: RoomRules {
            cap: parsed(fields, "cap")?,
            ceiling: parsed(fields, "ceiling")?,
            message: fields.get("message")?.clone(),
        },
        stock_cap: parsed(fields, "stock"),
        draw: draw(fields),
        opens_at: parsed(fields, "opens").map(Timestamp::from_micros),
        opened_at: parsed(fields, "opened").map(Timestamp::from_micros),
        closed_at: parsed(fields, "closed").map(Timestamp::from_micros),
        issued: parsed(fields, "issued")?,
        serving: parsed(fields, "serving")?,
        credit: parsed(fields, "credit")?,
        turned_at: parsed(fields, "turned").map(Timestamp::from_micros)?,
        returned_last: fields.get("back")? == "1",
    })
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

fn phase_name(phase: Phase) -> &'static str {
    match phase {
        Phase::Registering => "REGISTERING",
        Phase::Open => "OPEN",
        Phase::Paused => "PAUSED",
        Phase::Closed => "CLOSED",
    }
}

fn phase(name: &str) -> Option<Phase> {
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
        let rules = RoomRules { message: "안녕, \"you\"".to_owned(), ..RoomRules::default() };
        let drawn = Room {
            draw: Some(draw),
            rules,
            stock_cap: Some(7),
            closed_at: Some(now),
            returned_last: true,
            ..plain.clone()
        };
        for room in [plain, fresh, drawn] {
            let written = fields(&room).map(|(name, value)| (name.to_owned(), value));
            assert_eq!(read(&HashMap::from(written)), Some(room));
        }
        assert_eq!(read(&HashMap::new()), None);
    }
}
