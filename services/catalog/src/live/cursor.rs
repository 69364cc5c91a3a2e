//! Where one reader of a seat map stands. This is all that a subscriber costs here.

use crate::domain::Position;

/// What a client that connects says of what it has seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LastSeen {
    /// Nothing: it starts with INIT.
    Nothing,
    At(Position),
    /// Something that is no position. A browser cannot correct it, so it is told to fetch the map again, not refused.
    Unreadable,
}

impl LastSeen {
    /// Reads `<epoch>-<version>`, both decimal.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        Self::position(text).map_or(Self::Unreadable, Self::At)
    }

    fn position(text: &str) -> Option<Position> {
        let (epoch, version) = text.split_once('-')?;
        let number =
            |digits: &str| digits.bytes().all(|digit| digit.is_ascii_digit()).then(|| digits.parse().ok());
        Some(Position::new(number(epoch)??, number(version)??))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Every change, one by one.
    Single,
    /// What changed, once a tick.
    Batch,
}

/// What a reader is to be told before anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Greeting {
    Init,
    Resync,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    pub(super) mode: Mode,
    pub(super) at: Position,
    pub(super) greeting: Option<Greeting>,
}

impl Cursor {
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// Where its client is once it has read everything that was given out.
    #[must_use]
    pub fn position(&self) -> Position {
        self.at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_last_event_id_is_two_decimals_or_unreadable() {
        assert_eq!(LastSeen::parse("3-17"), LastSeen::At(Position::new(3, 17)));
        assert_eq!(LastSeen::parse("0-0"), LastSeen::At(Position::new(0, 0)));
        for wrong in ["", "-", "3", "3-", "-17", "+3-17", "3-17-1", "a-b", "3 -17", "3-18446744073709551616"]
        {
            assert_eq!(LastSeen::parse(wrong), LastSeen::Unreadable, "{wrong:?} passed");
        }
    }
}
