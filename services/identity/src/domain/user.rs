//! Someone with a proven mailbox.

use std::fmt;
use std::str::FromStr;

use primitives::Timestamp;
use uuid::Uuid;

use super::{Email, Subject};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    pub id: Uuid,
    pub email: Email,
    pub name: Option<String>,
    pub locale: Locale,
    pub created_at: Timestamp,
}

impl User {
    #[must_use]
    pub fn subject(&self) -> Subject {
        Subject::user(self.id)
    }
}

/// The languages that mails are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Locale {
    #[default]
    Ko,
    En,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be ko or en")]
pub struct UnknownLocale;

impl FromStr for Locale {
    type Err = UnknownLocale;

    fn from_str(text: &str) -> Result<Self, UnknownLocale> {
        match text {
            "ko" => Ok(Self::Ko),
            "en" => Ok(Self::En),
            _ => Err(UnknownLocale),
        }
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ko => "ko",
            Self::En => "en",
        })
    }
}
