//! Where a reader stands in the history of an event: the pair of epoch and version, compared as a pair.

use std::fmt;
use std::str::FromStr;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    pub epoch: u64,
    pub version: u64,
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
            let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit());
            digits.parse().ok().filter(|_| is_plain).ok_or(InvalidPosition)
        };
        let (epoch, version) = text.split_once('-').ok_or(InvalidPosition)?;
        Ok(Self { epoch: number(epoch)?, version: number(version)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_two_numbers_and_the_epoch_counts_first() {
        let position = Position { epoch: 3, version: 17 };
        assert_eq!("3-17".parse(), Ok(position));
        assert_eq!(position.to_string(), "3-17");
        assert!(position > Position { epoch: 2, version: 900 });
        for wrong in ["", "3", "3-", "+3-17", "3-17-1", "a-b"] {
            assert_eq!(wrong.parse::<Position>(), Err(InvalidPosition), "{wrong:?} passed");
        }
    }
}
