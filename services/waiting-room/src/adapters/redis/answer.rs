//! What a script returned: a word, and the values that belong to it.

use std::str::FromStr;

use primitives::Timestamp;
use redis::Value;
use uuid::Uuid;

use crate::adapters::room_record::{self, Fields};
use crate::domain::{PlaceNumber, Room, SessionId, Slot, SlotState};
use crate::ports::LineUnavailable;

#[derive(Debug, thiserror::Error)]
#[error("redis answered something unexpected: {0}")]
struct UnexpectedAnswer(String);

#[derive(Debug)]
pub(super) struct ScriptAnswer {
    pub(super) word: String,
    rest: std::vec::IntoIter<Value>,
}

impl ScriptAnswer {
    pub(super) fn of(value: Value) -> Result<Self, LineUnavailable> {
        let Value::Array(values) = value else { return Err(unexpected("no list")) };
        let mut rest = values.into_iter();
        let word = rest.next().and_then(text).ok_or_else(|| unexpected("no word"))?;
        Ok(Self { word, rest })
    }

    /// The script has no such answer.
    pub(super) fn unexpected(&self) -> LineUnavailable {
        unexpected(&self.word)
    }

    /// For a command without a result.
    pub(super) fn done(&self) -> Result<(), LineUnavailable> {
        if self.word == "DONE" { Ok(()) } else { Err(self.unexpected()) }
    }

    pub(super) fn has_more(&self) -> bool {
        !self.rest.as_slice().is_empty()
    }

    pub(super) fn text(&mut self) -> Result<String, LineUnavailable> {
        self.rest.next().and_then(text).ok_or_else(|| self.unexpected())
    }

    pub(super) fn parse<T: FromStr>(&mut self) -> Result<T, LineUnavailable> {
        self.text()?.parse().map_err(|_| self.unexpected())
    }

    pub(super) fn time(&mut self) -> Result<Timestamp, LineUnavailable> {
        self.parse().map(Timestamp::from_micros)
    }

    pub(super) fn number(&mut self) -> Result<PlaceNumber, LineUnavailable> {
        self.parse().map(PlaceNumber)
    }

    pub(super) fn list(&mut self) -> Result<Vec<String>, LineUnavailable> {
        match self.rest.next() {
            Some(Value::Array(values)) => Ok(values.into_iter().filter_map(text).collect()),
            _ => Err(self.unexpected()),
        }
    }

    pub(super) fn numbers(&mut self) -> Result<Vec<PlaceNumber>, LineUnavailable> {
        let numbers = self.list()?.into_iter().map(|text| text.parse().map(PlaceNumber));
        numbers.collect::<Result<_, _>>().map_err(|_| self.unexpected())
    }

    /// Names and values in turn.
    pub(super) fn fields(&mut self) -> Result<Fields, LineUnavailable> {
        let (mut texts, mut fields) = (self.list()?.into_iter(), Fields::new());
        while let (Some(name), Some(value)) = (texts.next(), texts.next()) {
            fields.insert(name, value);
        }
        Ok(fields)
    }

    pub(super) fn room(&mut self) -> Result<Room, LineUnavailable> {
        let fields = self.fields()?;
        room_record::read(&fields).ok_or_else(|| self.unexpected())
    }

    /// Numbers and slots in turn, by ascending number.
    pub(super) fn slots(&mut self) -> Result<Vec<(PlaceNumber, Slot)>, LineUnavailable> {
        let fields = self.fields()?;
        let read =
            |(number, slot): (&String, &String)| Some((PlaceNumber(number.parse().ok()?), read_slot(slot)?));
        let mut slots =
            fields.iter().map(read).collect::<Option<Vec<_>>>().ok_or_else(|| self.unexpected())?;
        slots.sort_unstable_by_key(|(number, _)| *number);
        Ok(slots)
    }

    /// Until, session and end.
    pub(super) fn session(&mut self) -> Result<Slot, LineUnavailable> {
        let until = self.time()?;
        let session = SessionId(self.parse::<Uuid>()?);
        Ok(Slot { state: SlotState::Active { session, end: self.time()? }, until })
    }
}

/// As `rules.lua` writes it.
fn read_slot(text: &str) -> Option<Slot> {
    let mut fields = text.split_ascii_whitespace();
    let until = Timestamp::from_micros(fields.next()?.parse().ok()?);
    let state = match (fields.next(), fields.next()) {
        (Some(session), Some(end)) => SlotState::Active {
            session: SessionId(session.parse().ok()?),
            end: Timestamp::from_micros(end.parse().ok()?),
        },
        _ => SlotState::Called,
    };
    Some(Slot { state, until })
}

/// Text, in whichever type Redis has sent it.
fn text(value: Value) -> Option<String> {
    if let Value::Int(number) = value {
        Some(number.to_string())
    } else {
        redis::from_redis_value(value).ok()
    }
}

pub(super) fn unexpected(what: &str) -> LineUnavailable {
    LineUnavailable::new(UnexpectedAnswer(what.to_owned()))
}
