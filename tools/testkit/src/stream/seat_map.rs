//! The client's half of the seat stream protocol as a pure state machine: frames in, a map and a list of breaches out.
//!
//! A client holds a snapshot and applies what is newer. What it already has, it ignores. What leaves a gap is a breach of the
//! protocol, because a server that cannot send everything has to say RESYNC.

use std::collections::BTreeMap;

use contracts::http::catalog::{
    PoolBody, PoolUpdate, SeatBatch, SeatMapBody, SeatStatus, SeatUpdate, StreamPosition,
};
use serde::de::DeserializeOwned;

use super::{Position, SseFrame};

/// What the client has to do before it reads on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    Read,
    /// The map is older than the stream: fetch a snapshot that is at least this new.
    Fetch(Position),
}

#[derive(Debug, Clone)]
pub struct SeatMap {
    event: i64,
    batches: bool,
    position: Option<Position>,
    statuses: BTreeMap<i64, SeatStatus>,
    pools: BTreeMap<String, PoolBody>,
    last_event_id: Option<String>,
    /// What the map has to be fetched up to and is not yet.
    wanted: Option<Position>,
    /// A fresh connection starts with INIT; one that resumes does not have it.
    awaits_init: bool,
    history: Vec<SeatUpdate>,
    violations: Vec<String>,
    resyncs: u64,
}

impl SeatMap {
    /// `batches`: the stream was requested with `?batch=true`.
    #[must_use]
    pub fn new(event: i64, batches: bool) -> Self {
        Self {
            event,
            batches,
            position: None,
            statuses: BTreeMap::new(),
            pools: BTreeMap::new(),
            last_event_id: None,
            wanted: None,
            awaits_init: true,
            history: Vec::new(),
            violations: Vec::new(),
            resyncs: 0,
        }
    }

    #[must_use]
    pub fn position(&self) -> Option<Position> {
        self.position
    }

    #[must_use]
    pub fn statuses(&self) -> &BTreeMap<i64, SeatStatus> {
        &self.statuses
    }

    /// The standing sections by name.
    #[must_use]
    pub fn pools(&self) -> &BTreeMap<String, PoolBody> {
        &self.pools
    }

    /// Every change of a seat that came by the stream and was applied, in order. A batch's changes carry the version of the batch.
    #[must_use]
    pub fn history(&self) -> &[SeatUpdate] {
        &self.history
    }

    /// What the server did against the protocol. A correct server leaves this empty.
    #[must_use]
    pub fn violations(&self) -> &[String] {
        &self.violations
    }

    /// How often the server said RESYNC.
    #[must_use]
    pub fn resyncs(&self) -> u64 {
        self.resyncs
    }

    /// What a reconnect sends as `Last-Event-ID`, as a browser would. Nothing while a snapshot is owed: resuming behind it
    /// would leave a gap of the client's own making.
    #[must_use]
    pub fn last_event_id(&self) -> Option<&str> {
        self.last_event_id.as_deref().filter(|_| self.wanted.is_none())
    }

    /// A connection was made, with the last event id of [`Self::last_event_id`].
    pub fn connected(&mut self) {
        self.awaits_init = self.last_event_id().is_none();
    }

    /// Takes a snapshot over, unless the map is newer already.
    pub fn install(&mut self, snapshot: &SeatMapBody) {
        let position = Position::new(snapshot.epoch, snapshot.version);
        if self.position.is_some_and(|known| known > position) {
            return;
        }
        self.position = Some(position);
        self.wanted = self.wanted.filter(|wanted| *wanted > position);
        self.statuses = snapshot.seats.iter().map(|seat| (seat.id, seat.status)).collect();
        self.pools = snapshot.pools.iter().map(|pool| (pool.section.clone(), pool.clone())).collect();
    }

    pub fn on_frame(&mut self, frame: &SseFrame) -> Next {
        if let Some(id) = &frame.id {
            self.last_event_id = Some(id.clone());
        }
        if self.awaits_init && frame.event != "INIT" {
            self.violate(format!("{} before INIT", frame.event));
        }
        match frame.event.as_str() {
            "INIT" => {
                if !self.awaits_init {
                    self.violate("INIT on a connection that resumed, or twice".to_owned());
                }
                self.awaits_init = false;
                self.read(frame, Self::on_position)
            }
            "RESYNC" => {
                self.resyncs += 1;
                self.read(frame, Self::on_position)
            }
            "SEAT_UPDATE" if !self.batches => self.read_at(frame, Self::on_update),
            "POOL_UPDATE" if !self.batches => self.read_at(frame, Self::on_pool),
            "SEAT_BATCH" if self.batches => self.read_at(frame, Self::on_batch),
            other => {
                self.violate(format!("an event named {other} on this stream"));
                Next::Read
            }
        }
    }

    fn on_position(&mut self, at: StreamPosition) -> Next {
        if at.event_id != self.event {
            self.violate(format!("the stream of event {} speaks of event {}", self.event, at.event_id));
        }
        let position = Position::new(at.epoch, at.version);
        if self.position.is_some_and(|known| known >= position) { Next::Read } else { self.want(position) }
    }

    fn on_update(&mut self, at: Position, update: SeatUpdate) -> Next {
        if update.version != at.version {
            self.violate(format!("version {} under the id {at}", update.version));
        }
        self.advance(at, at.version.saturating_sub(1), &[(update.seat_id, update.status)], Vec::new())
    }

    fn on_pool(&mut self, at: Position, PoolUpdate { version, pool }: PoolUpdate) -> Next {
        if version != at.version {
            self.violate(format!("version {version} under the id {at}"));
        }
        self.advance(at, at.version.saturating_sub(1), &[], vec![pool])
    }

    fn on_batch(&mut self, at: Position, batch: SeatBatch) -> Next {
        if batch.version != at.version || batch.from > batch.version {
            self.violate(format!("a batch from {} to {} under the id {at}", batch.from, batch.version));
        }
        self.advance(at, batch.from, &batch.changes, batch.pools)
    }

    /// Applies changes that lead from version `from` to the position `to`.
    fn advance(
        &mut self,
        to: Position,
        from: u64,
        changes: &[(i64, SeatStatus)],
        pools: Vec<PoolBody>,
    ) -> Next {
        let Some(known) = self.position else {
            self.violate(format!("changes up to {to} before there is a snapshot"));
            return self.want(to);
        };
        if to <= known {
            return Next::Read;
        }
        if to.epoch != known.epoch || from > known.version {
            self.violate(format!("a gap between {known} and {to} without RESYNC"));
            return self.want(to);
        }
        for (seat, status) in changes {
            self.statuses.insert(*seat, *status);
            self.history.push(SeatUpdate { seat_id: *seat, status: *status, version: to.version });
        }
        self.pools.extend(pools.into_iter().map(|pool| (pool.section.clone(), pool)));
        self.position = Some(to);
        Next::Read
    }

    fn want(&mut self, position: Position) -> Next {
        self.wanted = Some(position);
        Next::Fetch(position)
    }

    fn read<T: DeserializeOwned>(
        &mut self,
        frame: &SseFrame,
        then: impl FnOnce(&mut Self, T) -> Next,
    ) -> Next {
        match serde_json::from_str(&frame.data) {
            Ok(body) => then(self, body),
            Err(error) => {
                self.violate(format!("{} that cannot be read: {error}: {}", frame.event, frame.data));
                Next::Read
            }
        }
    }

    fn read_at<T: DeserializeOwned>(
        &mut self,
        frame: &SseFrame,
        then: impl FnOnce(&mut Self, Position, T) -> Next,
    ) -> Next {
        match frame.id.as_deref().map(str::parse) {
            Some(Ok(at)) => self.read(frame, |map, body| then(map, at, body)),
            Some(Err(_)) | None => {
                self.violate(format!("{} without an id of epoch and version: {:?}", frame.event, frame.id));
                Next::Read
            }
        }
    }

    /// Also for what only the follower can see, such as a snapshot that never becomes new enough.
    pub(super) fn violate(&mut self, what: String) {
        self.violations.push(what);
    }
}

#[cfg(test)]
#[path = "seat_map_tests.rs"]
mod tests;
