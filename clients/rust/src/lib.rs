#![doc = include_str!("../README.md")]

mod calls;
mod connection;
mod follower;
mod holdfast;
mod options;
mod position;
mod problem;
mod proof_of_work;
mod retry;
mod seat_map;
mod sse;

pub use contracts::ErrorCode;
pub use contracts::http as bodies;
pub use follower::SeatMapFollower;
pub use holdfast::{Holdfast, Pause};
pub use options::CallOptions;
pub use position::{InvalidPosition, Position};
pub use problem::Problem;
pub use proof_of_work::proof_of;
pub use reqwest;
pub use retry::RetryPolicy;
pub use seat_map::SeatMap;
