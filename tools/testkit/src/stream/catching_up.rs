//! How a client comes by the snapshot that its stream has told it to fetch.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use contracts::http::catalog::SeatMapBody;
use tokio::time::{Instant, sleep, timeout};

use super::Position;
use crate::{Answer, ApiClient};

/// How soon it asks again.
const ASK_AGAIN_AFTER: Duration = Duration::from_millis(20);
/// Whoever stands still is not waited for: others may answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Patience {
    /// Everybody who is asked has to be there by then.
    Within(Duration),
    /// Parts of the system stand still or are gone, and how soon the other instances follow hangs on how long that lasts. It
    /// hangs on nothing that whoever has announced a position has it.
    ThroughTrouble,
}

/// A snapshot that came at last, and who was asked before it did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wait {
    pub began: Instant,
    pub lasted: Duration,
    announced: Position,
    /// By host and port, where they stood the last time, and when that was.
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
        write!(f, "; {} questions without an answer", self.unanswered)
    }
}

/// One snapshot, and by whom it was given.
struct Told {
    snapshot: SeatMapBody,
    by: String,
}

impl Told {
    fn position(&self) -> Position {
        Position::new(self.snapshot.epoch, self.snapshot.version)
    }
}

/// Asks for snapshots until one is new enough, and shows each of them to `install`. An error says why it never came to that, and
/// is a breach of the protocol where it has words.
pub(super) async fn catch_up(
    api: &ApiClient,
    event: i64,
    announced: (Position, &str),
    patience: Patience,
    install: impl FnMut(&SeatMapBody) -> Option<Position>,
) -> Result<Wait, Option<String>> {
    let asking = ask_until(api, event, announced, patience, install);
    match patience {
        Patience::ThroughTrouble => asking.await,
        Patience::Within(within) => timeout(within, asking).await.unwrap_or_else(|_| {
            Err(Some(format!("no snapshot of {} or later within {within:?}", announced.0)))
        }),
    }
}

async fn ask_until(
    api: &ApiClient,
    event: i64,
    (announced, by): (Position, &str),
    patience: Patience,
    mut install: impl FnMut(&SeatMapBody) -> Option<Position>,
) -> Result<Wait, Option<String>> {
    let mut wait = Wait::begin(announced);
    loop {
        match timeout(ANSWER_WITHIN, ask(api, event)).await {
            Ok(Ok(Some(told))) => {
                let position = told.position();
                if patience == Patience::ThroughTrouble && told.by == by && position < announced {
                    return Err(Some(format!("{by} has announced {announced}, and shows {position}")));
                }
                wait.lasted = wait.began.elapsed();
                if install(&told.snapshot) >= Some(announced) {
                    return Ok(wait);
                }
                wait.behind.insert(told.by, (position, wait.lasted));
            }
            // Somebody is there, and cannot say yet.
            Ok(Ok(None)) => {}
            // The connection that has told us may be gone as well: begin anew.
            Ok(Err(_)) if patience != Patience::ThroughTrouble => return Err(None),
            Ok(Err(_)) | Err(_) => wait.unanswered += 1,
        }
        sleep(ASK_AGAIN_AFTER).await;
    }
}

async fn ask(api: &ApiClient, event: i64) -> Result<Option<Told>, reqwest::Error> {
    let response = api.seats(event).open().await?;
    let by = host_of(&response);
    let answer = Answer::read(response).await?;
    Ok((answer.status == 200).then(|| Told { snapshot: answer.ok(), by }))
}

/// Who has answered.
pub(super) fn host_of(response: &reqwest::Response) -> String {
    response.url().authority().to_owned()
}
