//! Clients of the server-sent event streams. They follow the protocol, and record every breach of it.

mod catching_up;
mod connection;
mod order_follower;
mod position;
mod seat_follower;
mod seat_map;
mod sse;

pub use catching_up::Wait;
pub use connection::SseConnection;
pub use order_follower::OrderFollower;
pub use position::Position;
pub use seat_follower::{Mode, SeatMapClient};
pub use seat_map::{Next, SeatMap};
pub use sse::{SseFrame, SseItem, SseParser};

#[cfg(test)]
mod follower_tests;
