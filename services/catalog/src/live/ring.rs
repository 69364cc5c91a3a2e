//! The last changes of one event, each with the frame that all clients share. Bounded: the oldest go first.

use std::collections::VecDeque;

use bytes::Bytes;

use crate::domain::{Delta, Position};

/// Why a reader cannot go on from where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behind {
    /// The changes after its position are no longer kept.
    TooSlow,
    /// The numbering began anew.
    Epoch,
    /// It has seen what this process has not.
    Ahead,
}

impl Behind {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TooSlow => "too_slow",
            Self::Epoch => "epoch",
            Self::Ahead => "ahead",
        }
    }
}

#[derive(Debug)]
pub struct Ring {
    capacity: usize,
    /// Where the map stood before the oldest change kept.
    base: Position,
    changes: VecDeque<(Delta, Bytes)>,
}

impl Ring {
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self { capacity: capacity.max(1), base: Position::new(0, 0), changes: VecDeque::new() }
    }

    /// Starts anew: nothing before `position` can be told as changes.
    pub fn restart(&mut self, position: Position) {
        self.changes.clear();
        self.base = position;
    }

    /// The change has to follow the last one without a gap.
    pub fn push(&mut self, delta: Delta, frame: Bytes) {
        if self.changes.len() >= self.capacity
            && let Some((oldest, _)) = self.changes.pop_front()
        {
            self.base = oldest.position;
        }
        self.changes.push_back((delta, frame));
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.changes.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The change that follows `position`; nothing when that is the newest.
    pub fn next_after(&self, position: Position) -> Result<Option<&(Delta, Bytes)>, Behind> {
        let index = self.index_after(position)?;
        Ok(self.changes.get(index))
    }

    /// All changes after `from`, up to and including `to`.
    pub fn between(&self, from: Position, to: Position) -> Result<impl Iterator<Item = &Delta>, Behind> {
        let index = self.index_after(from)?;
        let deltas = self.changes.iter().skip(index).map(|(delta, _)| delta);
        Ok(deltas.take_while(move |delta| delta.position <= to))
    }

    fn index_after(&self, position: Position) -> Result<usize, Behind> {
        if position.epoch != self.base.epoch {
            return Err(Behind::Epoch);
        }
        let index = position.version.checked_sub(self.base.version).ok_or(Behind::TooSlow)?;
        usize::try_from(index).ok().filter(|index| *index <= self.changes.len()).ok_or(Behind::Ahead)
    }
}

#[cfg(test)]
mod tests {
    use primitives::SeatId;

    use super::*;
    use crate::domain::SeatStatus;

    fn ring_of(capacity: usize, versions: std::ops::RangeInclusive<u64>) -> Ring {
        let mut ring = Ring::new(capacity);
        ring.restart(Position::new(3, versions.start() - 1));
        for version in versions {
            let seat = SeatId::new(1).unwrap();
            let delta = Delta { position: Position::new(3, version), seat, status: SeatStatus::Held };
            ring.push(delta, Bytes::from(version.to_string()));
        }
        ring
    }

    #[test]
    fn a_reader_goes_on_where_it_is_or_learns_why_it_cannot() {
        let ring = ring_of(4, 11..=20);
        let next = |epoch, version| {
            ring.next_after(Position::new(epoch, version)).map(|next| next.map(|(_, frame)| frame.clone()))
        };
        assert_eq!(next(3, 16), Ok(Some(Bytes::from("17"))));
        assert_eq!(next(3, 19), Ok(Some(Bytes::from("20"))));
        assert_eq!(next(3, 20), Ok(None));
        assert_eq!(next(3, 15), Err(Behind::TooSlow));
        assert_eq!(next(3, 21), Err(Behind::Ahead));
        assert_eq!(next(3, u64::MAX), Err(Behind::Ahead));
        assert_eq!(next(2, 18), Err(Behind::Epoch));
        assert_eq!(next(4, 18), Err(Behind::Epoch));
        assert_eq!(ring.len(), 4);
    }

    #[test]
    fn a_stretch_has_both_its_ends_right() {
        let ring = ring_of(8, 1..=8);
        let stretch = ring.between(Position::new(3, 2), Position::new(3, 5)).unwrap();
        assert_eq!(stretch.map(|delta| delta.position.version).collect::<Vec<_>>(), [3, 4, 5]);
    }

    #[test]
    fn a_ring_that_started_anew_knows_nothing_before() {
        let mut ring = ring_of(8, 1..=8);
        ring.restart(Position::new(3, 12));
        assert_eq!(ring.next_after(Position::new(3, 8)), Err(Behind::TooSlow));
        assert_eq!(ring.next_after(Position::new(3, 12)), Ok(None));
        assert!(ring.is_empty());
    }
}
