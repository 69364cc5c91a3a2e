//! The batches that were just made: readers that keep up all ask for the same one.

use std::collections::VecDeque;

use bytes::Bytes;
use parking_lot::Mutex;

use crate::domain::Position;

/// Enough for the readers of this tick and of the last ones. Whoever is further behind gets a batch of their own.
const KEPT_MAX: usize = 8;

#[derive(Debug, Default)]
pub(super) struct Batches(Mutex<VecDeque<(Position, Position, Bytes)>>);

impl Batches {
    /// The batch between these two, made by whoever asks first while the others wait.
    pub(super) fn get_or_make<E>(
        &self,
        from: Position,
        to: Position,
        make: impl FnOnce() -> Result<Bytes, E>,
    ) -> Result<Bytes, E> {
        let mut kept = self.0.lock();
        if let Some((_, _, frame)) = kept.iter().find(|(start, end, _)| (*start, *end) == (from, to)) {
            return Ok(frame.clone());
        }
        let frame = make()?;
        if kept.len() >= KEPT_MAX {
            kept.pop_front();
        }
        kept.push_back((from, to, frame.clone()));
        Ok(frame)
    }
}
