//! The room in front of the show of the demo season that has one.

use std::sync::Arc;
use std::time::Duration;

use contracts::demo;
use lifecycle::Stop;
use primitives::EventId;
use tokio::time::timeout;

use crate::app::{Opening, WaitingRooms};
use crate::domain::{Control, RoomRules};

const RETRY_AFTER: Duration = Duration::from_millis(250);
/// Small, so that the second visitor stands in line already.
const CAP: u32 = 1;
const CEILING: u32 = 60;

/// Opens it where there is none. One that was closed stays closed.
pub(crate) async fn open(rooms: Arc<WaitingRooms>, stop: Stop) -> anyhow::Result<()> {
    let event = EventId::new(demo::EVENT_WITH_A_LINE)?;
    let rules = RoomRules { cap: CAP, ceiling: CEILING, ..RoomRules::default() };
    let opening = Opening { rules, opens_at: None, round: None };
    let control = Control { actor: "demo".to_owned(), reason: String::new() };
    // Until all rooms have been read it is not known whether there is one.
    while !matches!(rooms.line(event), Ok(Some(_))) {
        if rooms.check_rooms_known().is_ok()
            && let Err(error) = rooms.open(event, opening.clone(), control.clone()).await
        {
            // Another instance may have opened it just now.
            let error = &error as &dyn std::error::Error;
            tracing::debug!(error, "the room of the demo season cannot be opened yet, retrying until it can");
        }
        if timeout(RETRY_AFTER, stop.stopped()).await.is_ok() {
            return Ok(());
        }
    }
    stop.stopped().await;
    Ok(())
}
