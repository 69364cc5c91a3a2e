//! A client that keeps a seat map current through gaps, lost connections and restarts of the server.

use std::sync::Arc;
use std::time::Duration;

use contracts::http::catalog::{SeatMapBody, SeatStatus};
use parking_lot::Mutex;
use tokio::task::JoinHandle;
use tokio::time::sleep;

use super::catching_up::{Tolerance, Wait, catch_up};
use super::{Next, Position, SeatMap, SseConnection, SseItem};
use crate::{ApiClient, eventually};

/// How soon a lost connection is tried again.
const RECONNECT_AFTER: Duration = Duration::from_millis(20);
/// How long a snapshot may stay older than what the stream has announced.
const SNAPSHOT_WITHIN: Duration = Duration::from_secs(5);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Single,
    Batch,
}

#[derive(Debug)]
struct State {
    map: SeatMap,
    connections: u64,
    heartbeats: u64,
    refusals: Vec<u16>,
    longest_wait: Option<Wait>,
}

/// Follows one event on a task of its own until it is dropped.
#[derive(Debug)]
pub struct SeatMapClient {
    state: Arc<Mutex<State>>,
    task: JoinHandle<()>,
}

impl SeatMapClient {
    #[must_use]
    pub fn follow(api: &ApiClient, event: i64, mode: Mode) -> Self {
        Self::follow_with(api, event, mode, Tolerance::Within(SNAPSHOT_WITHIN))
    }

    fn follow_with(api: &ApiClient, event: i64, mode: Mode, tolerance: Tolerance) -> Self {
        let map = SeatMap::new(event, mode == Mode::Batch);
        let (refusals, longest_wait) = (Vec::new(), None);
        let state = State { map, connections: 0, heartbeats: 0, refusals, longest_wait };
        let state = Arc::new(Mutex::new(state));
        let follower = Follower { api: api.clone(), event, mode, tolerance, state: state.clone() };
        #[expect(
            clippy::disallowed_methods,
            reason = "a client in a test is no part of a server's life cycle"
        )]
        let task = tokio::spawn(follower.run());
        Self { state, task }
    }

    /// The same, once the first snapshot is there and the stream has begun.
    pub async fn ready(api: &ApiClient, event: i64, mode: Mode) -> Self {
        Self::follow(api, event, mode).begun().await
    }

    /// The same, while parts of the system stand still or are gone. It reaches each instance directly: the one that has announced a
    /// position shows no older one, and how soon the others follow is for [`Self::agrees_with_the_server`], after the faults.
    pub async fn ready_for_trouble(api: &ApiClient, event: i64, mode: Mode) -> Self {
        Self::follow_with(api, event, mode, Tolerance::DuringFaults).begun().await
    }

    async fn begun(self) -> Self {
        eventually("the seat map has its first snapshot", Duration::from_secs(10), async || {
            self.position().filter(|_| self.connections() > 0)
        })
        .await;
        self
    }

    /// The map as of now.
    #[must_use]
    pub fn map(&self) -> SeatMap {
        self.with(|state| state.map.clone())
    }

    #[must_use]
    pub fn position(&self) -> Option<Position> {
        self.with(|state| state.map.position())
    }

    #[must_use]
    pub fn status(&self, seat: i64) -> Option<SeatStatus> {
        self.with(|state| state.map.statuses().get(&seat).copied())
    }

    #[must_use]
    pub fn violations(&self) -> Vec<String> {
        self.with(|state| state.map.violations().to_vec())
    }

    /// How often a stream was opened.
    #[must_use]
    pub fn connections(&self) -> u64 {
        self.with(|state| state.connections)
    }

    #[must_use]
    pub fn heartbeats(&self) -> u64 {
        self.with(|state| state.heartbeats)
    }

    /// The statuses of answers other than 200 to the request for the stream.
    #[must_use]
    pub fn refusals(&self) -> Vec<u16> {
        self.with(|state| state.refusals.clone())
    }

    /// What it had to wait for longest before it could read on.
    #[must_use]
    pub fn longest_wait(&self) -> Option<Wait> {
        self.with(|state| state.longest_wait.clone())
    }

    pub async fn until_status(&self, seat: i64, status: SeatStatus, deadline: Duration) {
        let what = format!("seat {seat} reads {status:?}");
        eventually(&what, deadline, async || (self.status(seat) == Some(status)).then_some(())).await;
    }

    pub async fn until_position(&self, position: Position, deadline: Duration) {
        let what = format!("the map has reached {position}");
        eventually(&what, deadline, async || self.position().filter(|at| *at >= position)).await;
    }

    /// Catches up with a snapshot that the server gives, and compares. Where something changes in between, the next snapshot is taken.
    pub async fn agrees_with_the_server(&self, api: &ApiClient, event: i64, deadline: Duration) {
        let same = eventually("the map is where a snapshot is", deadline, async || {
            let snapshot: SeatMapBody = api.seats(event).await.ok();
            self.until_position(Position::new(snapshot.epoch, snapshot.version), deadline).await;
            let mut expected = SeatMap::new(event, false);
            expected.install(&snapshot);
            let map = self.map();
            (map.position() == expected.position()).then_some((map, expected))
        });
        let (map, expected) = same.await;
        assert_eq!(map.statuses(), expected.statuses(), "the map is not the server's");
        assert_eq!(map.pools(), expected.pools(), "the pools are not the server's");
        assert_eq!(map.violations(), [""; 0], "the server broke the protocol");
    }

    fn with<T>(&self, read: impl FnOnce(&State) -> T) -> T {
        read(&self.state.lock())
    }
}

impl Drop for SeatMapClient {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct Follower {
    api: ApiClient,
    event: i64,
    mode: Mode,
    tolerance: Tolerance,
    state: Arc<Mutex<State>>,
}

impl Follower {
    async fn run(self) {
        loop {
            // However a connection ends, the client reconnects.
            let _ = self.follow_one_connection().await;
            sleep(RECONNECT_AFTER).await;
        }
    }

    async fn follow_one_connection(&self) -> Result<(), reqwest::Error> {
        let query = if self.mode == Mode::Batch { "?batch=true" } else { "" };
        let path = format!("/api/events/{}/seats/stream{query}", self.event);
        let last = self.with(|state| state.map.last_event_id().map(str::to_owned));
        let mut connection = match SseConnection::open(&self.api, &path, last.as_deref()).await? {
            Ok(connection) => connection,
            Err(refusal) => {
                self.with(|state| state.refusals.push(refusal.status));
                return Ok(());
            }
        };
        self.with(|state| {
            state.connections += 1;
            state.map.connected();
        });
        while let Some(item) = connection.next().await? {
            let next = self.with(|state| match &item {
                SseItem::Frame(frame) => state.map.on_frame(frame),
                SseItem::Comment(_) => {
                    state.heartbeats += 1;
                    Next::Read
                }
            });
            // Without its snapshot it must not read on: what follows would be a gap of its own making.
            if let Next::Fetch(announced) = next
                && !self.catches_up(announced, connection.host()).await
            {
                return Ok(());
            }
        }
        Ok(())
    }

    /// False where no snapshot was new enough. Frames that arrive meanwhile wait in the connection.
    async fn catches_up(&self, announced: Position, by: &str) -> bool {
        let install = |snapshot: &SeatMapBody| {
            self.with(|state| {
                state.map.install(snapshot);
                state.map.position()
            })
        };
        let caught_up = catch_up(&self.api, self.event, (announced, by), self.tolerance, install).await;
        self.with(|state| match caught_up {
            Ok(wait) => {
                let is_longest =
                    state.longest_wait.as_ref().is_none_or(|longest| longest.lasted < wait.lasted);
                if is_longest {
                    state.longest_wait = Some(wait);
                }
                true
            }
            Err(breach) => {
                breach.into_iter().for_each(|breach| state.map.violate(breach));
                false
            }
        })
    }

    fn with<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.lock())
    }
}
