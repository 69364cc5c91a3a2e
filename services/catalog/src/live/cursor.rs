//! The position of one reader of a seat map. This is all that a subscriber costs here.

use crate::domain::MapPosition;

/// The `Last-Event-ID` of a client that connects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LastSeen {
    /// None: the stream starts with INIT.
    Nothing,
    At(MapPosition),
    /// Not a position. A browser cannot correct it, so the stream starts with RESYNC instead of a refusal.
    Unreadable,
}

impl LastSeen {
    /// Reads `<epoch>-<version>`, both decimal.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        Self::position(text).map_or(Self::Unreadable, Self::At)
    }

    fn position(text: &str) -> Option<MapPosition> {
        let (epoch, version) = text.split_once('-')?;
        let number =
            |digits: &str| digits.bytes().all(|digit| digit.is_ascii_digit()).then(|| digits.parse().ok());
        Some(MapPosition::new(number(epoch)??, number(version)??))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Every change, one by one.
    Single,
    /// What changed, once a tick.
    Batch,
}

/// The frame that a reader gets before any other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OpeningFrame {
    Init,
    Resync,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    pub(super) mode: Mode,
    pub(super) at: MapPosition,
    pub(super) opening: Option<OpeningFrame>,
}

impl Cursor {
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// Where its client is once it has read everything that was sent.
    #[must_use]
    pub fn position(&self) -> MapPosition {
        self.at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_last_event_id_is_two_decimals_or_unreadable() {
        assert_eq!(LastSeen::parse("3-17"), LastSeen::At(MapPosition::new(3, 17)));
        assert_eq!(LastSeen::parse("0-0"), LastSeen::At(MapPosition::new(0, 0)));
        for wrong in ["", "-", "3", "3-", "-17", "+3-17", "3-17-1", "a-b", "3 -17", "3-18446744073709551616"]
        {
            assert_eq!(LastSeen::parse(wrong), LastSeen::Unreadable, "{wrong:?} passed");
        }
    }
}
