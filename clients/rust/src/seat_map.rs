//! The client's half of the seat stream protocol, without any connection: snapshots and events in, a map out.
//!
//! What the map already has it ignores, what follows exactly it applies, and where there is a gap it wants a snapshot and never guesses.

use std::collections::BTreeMap;

use contracts::http::catalog::{PoolBody, SeatBatch, SeatMapBody, SeatStatus, StreamPosition};

use crate::Position;
use crate::sse::ServerEvent;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SeatMap {
    position: Option<Position>,
    statuses: BTreeMap<i64, SeatStatus>,
    pools: BTreeMap<String, PoolBody>,
    pub(crate) is_live: bool,
}

impl SeatMap {
    /// None before the first snapshot.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        self.position
    }

    /// By seat id.
    #[must_use]
    pub fn statuses(&self) -> &BTreeMap<i64, SeatStatus> {
        &self.statuses
    }

    /// The standing sections by name, whose places are counted.
    #[must_use]
    pub fn pools(&self) -> &BTreeMap<String, PoolBody> {
        &self.pools
    }

    /// Changes are arriving as they happen. Otherwise the map shows what was true a moment ago.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.is_live
    }

    /// Takes a snapshot over, unless the map is newer already.
    pub(crate) fn install(&mut self, snapshot: SeatMapBody) {
        let position = Position { epoch: snapshot.epoch, version: snapshot.version };
        if self.position > Some(position) {
            return;
        }
        self.position = Some(position);
        self.statuses = snapshot.seats.into_iter().map(|seat| (seat.id, seat.status)).collect();
        self.pools = snapshot.pools.into_iter().map(|pool| (pool.section.clone(), pool)).collect();
    }

    /// Applies an event. Where that needs a snapshot first, its position at least is returned.
    pub(crate) fn apply(&mut self, event: &ServerEvent) -> Option<Position> {
        let at = event.id.as_deref().and_then(|id| id.parse().ok());
        match event.name.as_str() {
            "INIT" | "RESYNC" => match serde_json::from_str::<StreamPosition>(&event.data) {
                Ok(StreamPosition { epoch, version, .. }) => self.behind(Position { epoch, version }),
                Err(_) => self.behind(at?),
            },
            "SEAT_BATCH" => match serde_json::from_str(&event.data) {
                Ok(batch) => self.apply_batch(at?, batch),
                // The changes cannot be read, but the event's id says how far the server is.
                Err(_) => self.behind(at?),
            },
            // A name that this client does not know yet.
            _ => None,
        }
    }

    fn apply_batch(&mut self, to: Position, batch: SeatBatch) -> Option<Position> {
        self.behind(to)?;
        let follows =
            self.position.is_some_and(|known| known.epoch == to.epoch && batch.from <= known.version);
        if !follows {
            return Some(to);
        }
        self.statuses.extend(batch.changes);
        self.pools.extend(batch.pools.into_iter().map(|pool| (pool.section.clone(), pool)));
        self.position = Some(to);
        None
    }

    fn behind(&self, position: Position) -> Option<Position> {
        (self.position < Some(position)).then_some(position)
    }
}

#[cfg(test)]
#[path = "seat_map_tests.rs"]
mod tests;
