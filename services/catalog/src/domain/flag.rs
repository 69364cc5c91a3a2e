//! Seats that are meant for wheelchairs, and the seats beside them.

/// What a seat is meant for. It says so to the buyer, and reserves it for none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SeatFlag {
    /// A place for a wheelchair.
    Accessible,
    /// Beside such a place, for the person who comes along.
    Companion,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a seat is ACCESSIBLE or COMPANION, and not {name:?}")]
pub struct InvalidFlag {
    name: String,
}

impl SeatFlag {
    pub fn parse(name: &str) -> Result<Self, InvalidFlag> {
        match name {
            "ACCESSIBLE" => Ok(Self::Accessible),
            "COMPANION" => Ok(Self::Companion),
            _ => Err(InvalidFlag { name: name.to_owned() }),
        }
    }

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accessible => "ACCESSIBLE",
            Self::Companion => "COMPANION",
        }
    }
}
