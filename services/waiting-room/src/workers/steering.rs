//! The lines follow what is left and how the services behind them cope, and what other instances have done.

use std::sync::Arc;

use platform::Repeat;

use crate::app::WaitingRooms;

pub(crate) async fn steer(rooms: Arc<WaitingRooms>) -> anyhow::Result<Repeat> {
    rooms.steer_lines().await?;
    Ok(Repeat::NextPeriod)
}

pub(crate) async fn follow(rooms: Arc<WaitingRooms>) -> anyhow::Result<Repeat> {
    rooms.follow_lines().await?;
    Ok(Repeat::NextPeriod)
}
