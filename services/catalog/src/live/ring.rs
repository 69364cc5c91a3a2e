//! A ring buffer of the last changes of one event, each with the frame that all clients share.

use std::collections::VecDeque;

use bytes::Bytes;

use crate::domain::{Delta, MapPosition, PoolCount};

/// Why a reader cannot resume from its position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResumeError {
    /// The changes after its position are no longer kept.
    TooSlow,
    /// It is of another epoch.
    Epoch,
    /// It has seen changes that this process has not.
    Ahead,
}

impl ResumeError {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TooSlow => "too_slow",
            Self::Epoch => "epoch",
            Self::Ahead => "ahead",
        }
    }
}

/// A change, as it is kept for readers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptChange {
    pub delta: Delta,
    /// Of a unit: its pool with this change, and with those that came in one message with it.
    pub pool: Option<PoolCount>,
    pub frame: Bytes,
}

#[derive(Debug)]
pub struct Ring {
    capacity: usize,
    /// The position of the map before the oldest change that is kept.
    base: MapPosition,
    changes: VecDeque<KeptChange>,
}

impl Ring {
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self { capacity: capacity.max(1), base: MapPosition::new(0, 0), changes: VecDeque::new() }
    }

    /// Starts over: no reader can resume from before `position`.
    pub fn restart(&mut self, position: MapPosition) {
        self.changes.clear();
        self.base = position;
    }

    /// The change has to follow the last one without a gap.
    pub fn push(&mut self, change: KeptChange) {
        if self.changes.len() >= self.capacity
            && let Some(oldest) = self.changes.pop_front()
        {
            self.base = oldest.delta.position;
        }
        self.changes.push_back(change);
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.changes.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The change that follows `position`; none when that is the newest.
    pub fn next_after(&self, position: MapPosition) -> Result<Option<&KeptChange>, ResumeError> {
        let index = self.index_after(position)?;
        Ok(self.changes.get(index))
    }

    /// All changes after `from`, up to and including `to`.
    pub fn between(
        &self,
        from: MapPosition,
        to: MapPosition,
    ) -> Result<impl Iterator<Item = &KeptChange>, ResumeError> {
        let index = self.index_after(from)?;
        let changes = self.changes.iter().skip(index);
        Ok(changes.take_while(move |change| change.delta.position <= to))
    }

    fn index_after(&self, position: MapPosition) -> Result<usize, ResumeError> {
        if position.epoch != self.base.epoch {
            return Err(ResumeError::Epoch);
        }
        let index = position.version.checked_sub(self.base.version).ok_or(ResumeError::TooSlow)?;
        usize::try_from(index).ok().filter(|index| *index <= self.changes.len()).ok_or(ResumeError::Ahead)
    }
}

#[cfg(test)]
mod tests {
    use primitives::SeatId;

    use super::*;
    use crate::domain::SeatStatus;

    fn ring_of(capacity: usize, versions: std::ops::RangeInclusive<u64>) -> Ring {
        let mut ring = Ring::new(capacity);
        ring.restart(MapPosition::new(3, versions.start() - 1));
        for version in versions {
            let seat = SeatId::new(1).unwrap();
            let delta = Delta { position: MapPosition::new(3, version), seat, status: SeatStatus::Held };
            ring.push(KeptChange { delta, pool: None, frame: Bytes::from(version.to_string()) });
        }
        ring
    }

    #[test]
    fn a_reader_resumes_where_it_is_or_learns_why_it_cannot() {
        let ring = ring_of(4, 11..=20);
        let next = |epoch, version| {
            ring.next_after(MapPosition::new(epoch, version))
                .map(|next| next.map(|change| change.frame.clone()))
        };
        assert_eq!(next(3, 16), Ok(Some(Bytes::from("17"))));
        assert_eq!(next(3, 19), Ok(Some(Bytes::from("20"))));
        assert_eq!(next(3, 20), Ok(None));
        assert_eq!(next(3, 15), Err(ResumeError::TooSlow));
        assert_eq!(next(3, 21), Err(ResumeError::Ahead));
        assert_eq!(next(3, u64::MAX), Err(ResumeError::Ahead));
        assert_eq!(next(2, 18), Err(ResumeError::Epoch));
        assert_eq!(next(4, 18), Err(ResumeError::Epoch));
        assert_eq!(ring.len(), 4);
    }

    #[test]
    fn a_range_excludes_its_start_and_includes_its_end() {
        let ring = ring_of(8, 1..=8);
        let range = ring.between(MapPosition::new(3, 2), MapPosition::new(3, 5)).unwrap();
        assert_eq!(range.map(|change| change.delta.position.version).collect::<Vec<_>>(), [3, 4, 5]);
    }

    #[test]
    fn a_ring_that_started_over_knows_nothing_before() {
        let mut ring = ring_of(8, 1..=8);
        ring.restart(MapPosition::new(3, 12));
        assert_eq!(ring.next_after(MapPosition::new(3, 8)), Err(ResumeError::TooSlow));
        assert_eq!(ring.next_after(MapPosition::new(3, 12)), Ok(None));
        assert!(ring.is_empty());
    }
}
