//! How a client fetches the snapshot that its stream has announced.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use contracts::http::catalog::SeatMapBody;
use tokio::time::{Instant, sleep, timeout};

use super::Position;
use crate::{Answer, ApiClient};

/// How soon it retries.
const RETRY_AFTER: Duration = Duration::from_millis(20);
/// An instance that stands still is not waited for: others may answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tolerance {
    /// Every instance has to have the snapshot by then.
    Within(Duration),
    /// Parts of the system stand still or are gone, and how soon the other instances follow depends on how long that lasts. The instance
    /// that has announced a position has it in any case.
    DuringFaults,
}

/// How long a client waited for a snapshot, and which instances it asked in that time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wait {
    pub began: Instant,
    pub lasted: Duration,
    announced: Position,
    /// By host and port: the position of the last answer, and when that was.
    behind: BTreeMap<String, (Position, Duration)>,
    unanswered: u32,
}

impl Wait {
    fn begin(announced: Position) -> Self {
        let (lasted, behind) = (Duration::ZERO, BTreeMap::new());
        Self { began: Instant::now(), lasted, announced, behind, unanswered: 0 }
    }
}

impl fmt::Display for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.1?} for a snapshot of {}", self.lasted, self.announced)?;
        for (who, (position, after)) in &self.behind {
            write!(f, "; {who} was at {position} after {after:.1?}")?;
        }
        write!(f, "; {} requests without an answer", self.unanswered)
    }
}

/// One snapshot, and the instance that served it.
struct Served {
    snapshot: SeatMapBody,
    by: String,
}

impl Served {
    fn position(&self) -> Position {
        Position::new(self.snapshot.epoch, self.snapshot.version)
    }
}

/// Fetches snapshots until one is new enough, and passes each of them to `install`. An error with words is a breach of the protocol; one
/// without means that the connection has to be made again.
pub(super) async fn catch_up(
    api: &ApiClient,
    event: i64,
    announced: (Position, &str),
    tolerance: Tolerance,
    install: impl FnMut(&SeatMapBody) -> Option<Position>,
) -> Result<Wait, Option<String>> {
    let fetching = fetch_until(api, event, announced, tolerance, install);
    match tolerance {
        Tolerance::DuringFaults => fetching.await,
        Tolerance::Within(within) => timeout(within, fetching).await.unwrap_or_else(|_| {
            Err(Some(format!("no snapshot of {} or later within {within:?}", announced.0)))
        }),
    }
}

async fn fetch_until(
    api: &ApiClient,
    event: i64,
    (announced, by): (Position, &str),
    tolerance: Tolerance,
    mut install: impl FnMut(&SeatMapBody) -> Option<Position>,
) -> Result<Wait, Option<String>> {
    let mut wait = Wait::begin(announced);
    loop {
        match timeout(ANSWER_WITHIN, fetch(api, event)).await {
            Ok(Ok(Some(served))) => {
                let position = served.position();
                if tolerance == Tolerance::DuringFaults && served.by == by && position < announced {
                    return Err(Some(format!("{by} has announced {announced}, and shows {position}")));
                }
                wait.lasted = wait.began.elapsed();
                if install(&served.snapshot) >= Some(announced) {
                    return Ok(wait);
                }
                wait.behind.insert(served.by, (position, wait.lasted));
            }
            // The instance answers, and has no snapshot yet.
            Ok(Ok(None)) => {}
            // The connection of the stream may be gone as well: reconnect.
            Ok(Err(_)) if tolerance != Tolerance::DuringFaults => return Err(None),
            Ok(Err(_)) | Err(_) => wait.unanswered += 1,
        }
        sleep(RETRY_AFTER).await;
    }
}

async fn fetch(api: &ApiClient, event: i64) -> Result<Option<Served>, reqwest::Error> {
    let response = api.seats(event).open().await?;
    let by = host_of(&response);
    let answer = Answer::read(response).await?;
    Ok((answer.status == 200).then(|| Served { snapshot: answer.ok(), by }))
}

/// The instance that has answered.
pub(super) fn host_of(response: &reqwest::Response) -> String {
    response.url().authority().to_owned()
}
