//! What is left of the events that have a line.

use std::sync::Arc;

use platform::Repeat;

use crate::app::WaitingRooms;

pub(crate) async fn follow(rooms: Arc<WaitingRooms>) -> anyhow::Result<Repeat> {
    rooms.follow_stocks().await?;
    Ok(Repeat::NextPeriod)
}
