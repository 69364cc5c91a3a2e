//! The values of a statement, which take the place of its question marks.

use std::borrow::Cow;

/// With the comma behind it.
const INTEGER_BYTES: usize = 22;

/// Text, a whole number, or nothing: all that the tables hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value<'q> {
    Null,
    Integer(i64),
    /// Borrowed where the caller keeps it for as long as the statement takes.
    Text(Cow<'q, str>),
}

impl Value<'_> {
    /// How long it gets where it is written out in a text.
    pub(crate) fn text_bytes(&self) -> usize {
        match self {
            Self::Null | Self::Integer(_) => INTEGER_BYTES,
            // Two digits a byte, and what marks them as such.
            Self::Text(text) => 2 * text.len() + INTEGER_BYTES,
        }
    }

    pub(crate) fn write_json(&self, json: &mut String) {
        match self {
            Self::Null => json.push_str("null"),
            Self::Integer(number) => json.push_str(&number.to_string()),
            Self::Text(text) => json.push_str(&serde_json::Value::from(text.as_ref()).to_string()),
        }
    }
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<&i64> for Value<'_> {
    fn from(number: &i64) -> Self {
        Self::Integer(*number)
    }
}

impl From<u32> for Value<'_> {
    fn from(number: u32) -> Self {
        Self::Integer(number.into())
    }
}

impl<'q> From<&'q str> for Value<'q> {
    fn from(text: &'q str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl<'q> From<&'q String> for Value<'q> {
    fn from(text: &'q String) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl<'q> From<&'q Option<String>> for Value<'q> {
    fn from(text: &'q Option<String>) -> Self {
        text.as_ref().map_or(Self::Null, Self::from)
    }
}

impl<'q, T: Into<Value<'q>>> From<Option<T>> for Value<'q> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
