//! The most recent batches: readers that keep up all need the same one.

use std::collections::VecDeque;

use bytes::Bytes;
use parking_lot::Mutex;

use crate::domain::MapPosition;

/// Enough for the readers of this tick and of the last ones. A reader that is further behind gets a batch of its own.
const KEPT_MAX: usize = 8;

#[derive(Debug, Default)]
pub(super) struct Batches(Mutex<VecDeque<(MapPosition, MapPosition, Bytes)>>);

impl Batches {
    /// The batch between these two, made by the first caller while the others wait.
    pub(super) fn get_or_make<E>(
        &self,
        from: MapPosition,
        to: MapPosition,
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
