//! The values of a statement, which take the place of its question marks.

use std::borrow::Cow;

/// Text, a whole number, or nothing: all that the tables hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value<'q> {
    Null,
    Integer(i64),
    /// Borrowed where the caller keeps it for as long as the statement takes.
    Text(Cow<'q, str>),
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Self::Integer(number)
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
