//! Keeps the seat map of one event current, through gaps, lost connections and restarts of the server.

use std::time::Duration;

use primitives::Backoff;
use tokio::time::timeout;

use crate::connection::Connection;
use crate::retry::jittered;
use crate::sse::ServerEvent;
use crate::{Holdfast, Position, Problem, SeatMap};

const CONNECT_WITHIN: Duration = Duration::from_secs(8);
const RECONNECT: Backoff = Backoff::new(Duration::from_millis(250), Duration::from_secs(5));
/// A server that lags behind its own stream is given time.
const SNAPSHOT: Backoff = Backoff::new(Duration::from_millis(100), Duration::from_secs(5));
/// So many that are too old, and the connection is made again: perhaps to another instance.
const SNAPSHOTS_MAX: u32 = 8;

/// Reads while it is asked to: what comes in between waits in the connection. Dropping it ends the connection.
pub struct SeatMapFollower {
    holdfast: Holdfast,
    event: i64,
    map: SeatMap,
    connection: Option<Connection>,
    last_event_id: Option<String>,
    /// What the map has to be fetched up to before it reads on.
    wanted: Option<Position>,
    /// In a row: of connections, or of snapshots.
    failures: u32,
}

impl SeatMapFollower {
    pub(crate) fn new(holdfast: Holdfast, event: i64) -> Self {
        let map = SeatMap::default();
        Self { holdfast, event, map, connection: None, last_event_id: None, wanted: None, failures: 0 }
    }

    /// The map as of now.
    #[must_use]
    pub fn map(&self) -> &SeatMap {
        &self.map
    }

    /// Waits until the map has changed, or is no longer live, or is live again. It may be dropped and called again. A problem means that
    /// there is no such map.
    pub async fn next(&mut self) -> Result<&SeatMap, Problem> {
        while !self.step().await? {}
        Ok(&self.map)
    }

    /// Whether there is something to show.
    async fn step(&mut self) -> Result<bool, Problem> {
        if let Some(wanted) = self.wanted {
            return self.fetch(wanted).await;
        }
        let Some(connection) = &mut self.connection else {
            self.connect().await?;
            return Ok(false);
        };
        match connection.next().await {
            Some(event) => Ok(self.take(event)),
            None => Ok(self.lose()),
        }
    }

    async fn connect(&mut self) -> Result<(), Problem> {
        if self.failures > 0 {
            self.pause(RECONNECT).await;
        }
        let path = format!("/api/events/{}/seats/stream?batch=true", self.event);
        let opening = self.holdfast.open_stream(&path, self.last_event_id.as_deref());
        let silence = || Err(Problem::network("the stream does not open"));
        match timeout(CONNECT_WITHIN, opening).await.unwrap_or_else(|_| silence()) {
            Ok(response) => self.connection = Some(Connection::new(response)),
            Err(problem) if is_final(&problem) => return Err(problem),
            Err(_) => self.failures = self.failures.saturating_add(1),
        }
        Ok(())
    }

    fn take(&mut self, event: ServerEvent) -> bool {
        self.failures = 0;
        self.wanted = self.map.apply(&event);
        self.last_event_id = event.id.or(self.last_event_id.take());
        self.map.is_live |= self.wanted.is_none();
        self.wanted.is_none()
    }

    fn lose(&mut self) -> bool {
        self.connection = None;
        self.failures = self.failures.saturating_add(1);
        std::mem::take(&mut self.map.is_live)
    }

    /// Without its snapshot it does not read on: what follows would be a gap of its own making.
    async fn fetch(&mut self, wanted: Position) -> Result<bool, Problem> {
        if self.failures > 0 {
            self.pause(SNAPSHOT).await;
        }
        match self.holdfast.get_seats(self.event).await {
            Ok(snapshot) => self.map.install(snapshot),
            Err(problem) if is_final(&problem) => return Err(problem),
            Err(_) => return Ok(self.begin_anew()),
        }
        if self.map.position() >= Some(wanted) {
            (self.wanted, self.failures, self.map.is_live) = (None, 0, true);
            return Ok(true);
        }
        self.failures += 1;
        Ok(self.failures >= SNAPSHOTS_MAX && self.begin_anew())
    }

    fn begin_anew(&mut self) -> bool {
        (self.wanted, self.last_event_id) = (None, None);
        self.lose()
    }

    async fn pause(&self, backoff: Backoff) {
        let length = jittered(backoff, self.failures, self.holdfast.ids.fraction());
        (self.holdfast.pause)(length).await;
    }
}

/// No later attempt would be answered otherwise.
fn is_final(problem: &Problem) -> bool {
    !problem.may_pass() && !problem.outcome_unknown()
}
