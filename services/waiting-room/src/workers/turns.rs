//! The turns of all lines, and the removal of rooms that have long been closed.

use std::sync::Arc;

use platform::Repeat;

use crate::app::WaitingRooms;

pub(crate) async fn take(rooms: Arc<WaitingRooms>) -> anyhow::Result<Repeat> {
    rooms.take_turns().await?;
    Ok(Repeat::NextPeriod)
}

pub(crate) async fn forget(rooms: Arc<WaitingRooms>) -> anyhow::Result<Repeat> {
    rooms.forget_closed().await?;
    Ok(Repeat::NextPeriod)
}
