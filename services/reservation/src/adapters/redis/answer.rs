//! What a script returned: a word, and what goes with it.

use std::str::FromStr;

use redis::Value;

use super::connection::Fault;

#[derive(Debug)]
pub(super) struct Answer {
    pub(super) word: String,
    rest: std::vec::IntoIter<Value>,
}

impl Answer {
    pub(super) fn of(value: Value) -> Result<Self, Fault> {
        let Value::Array(values) = value else { return Err(nonsense("no list")) };
        let mut rest = values.into_iter();
        let word = rest.next().and_then(text).ok_or_else(|| nonsense("no word"))?;
        Ok(Self { word, rest })
    }

    /// Of an answer with a word that the script is not known to give.
    pub(super) fn unexpected(&self) -> Fault {
        nonsense(&self.word)
    }

    pub(super) fn text(&mut self) -> Result<String, Fault> {
        self.rest.next().and_then(text).ok_or_else(|| nonsense(&self.word))
    }

    pub(super) fn parse<T: FromStr>(&mut self) -> Result<T, Fault> {
        self.text()?.parse().map_err(|_| nonsense(&self.word))
    }

    /// The next of several answers in one.
    pub(super) fn part(&mut self) -> Result<Self, Fault> {
        self.rest.next().map_or_else(|| Err(nonsense(&self.word)), Self::of)
    }

    pub(super) fn bytes(&mut self) -> Result<Vec<u8>, Fault> {
        match self.rest.next() {
            Some(Value::BulkString(bytes)) => Ok(bytes),
            _ => Err(nonsense(&self.word)),
        }
    }

    /// The fields of a stream entry, by name.
    pub(super) fn fields(&mut self) -> Result<Vec<(String, String)>, Fault> {
        let Some(Value::Array(values)) = self.rest.next() else { return Err(nonsense(&self.word)) };
        let mut texts = values.into_iter().filter_map(text);
        let mut fields = Vec::new();
        while let (Some(name), Some(value)) = (texts.next(), texts.next()) {
            fields.push((name, value));
        }
        Ok(fields)
    }

    pub(super) fn has_more(&self) -> bool {
        !self.rest.as_slice().is_empty()
    }
}

pub(super) fn nonsense(what: &str) -> Fault {
    Fault::Nonsense(what.to_owned())
}

/// Text, however Redis has sent it.
pub(super) fn text(value: Value) -> Option<String> {
    if let Value::Int(number) = value {
        Some(number.to_string())
    } else {
        redis::from_redis_value(value).ok()
    }
}
