//! Where a seat map stands: the pair of epoch and version, compared as a pair.

use std::fmt;
use std::str::FromStr;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    pub epoch: u64,
    pub version: u64,
}

impl Position {
    #[must_use]
    pub const fn new(epoch: u64, version: u64) -> Self {
        Self { epoch, version }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.epoch, self.version)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a position is two decimal numbers with a dash between them")]
pub struct InvalidPosition;

impl FromStr for Position {
    type Err = InvalidPosition;

    fn from_str(text: &str) -> Result<Self, InvalidPosition> {
        let number = |digits: &str| {
            let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            if plain { digits.parse().map_err(|_| InvalidPosition) } else { Err(InvalidPosition) }
        };
        let (epoch, version) = text.split_once('-').ok_or(InvalidPosition)?;
        Ok(Self { epoch: number(epoch)?, version: number(version)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_written_and_read_as_two_decimals() {
        assert_eq!("3-17".parse(), Ok(Position::new(3, 17)));
        assert_eq!(Position::new(3, 17).to_string(), "3-17");
        for wrong in ["", "3", "3-", "-17", "+3-17", "3-17-1", "a-b", "3 -17"] {
            assert_eq!(wrong.parse::<Position>(), Err(InvalidPosition), "{wrong:?} passed");
        }
    }

    #[test]
    fn a_later_epoch_is_later_with_any_version() {
        assert!(Position::new(2, 1) > Position::new(1, 900));
    }
}
