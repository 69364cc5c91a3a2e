#![doc = include_str!("../README.md")]

mod address;
mod eventually;
pub mod http;
pub mod process;
pub mod stream;

pub use address::Address;
pub use eventually::eventually;
pub use http::{Answer, ApiClient, Buyer, Call};
pub use process::{Holdfast, Options, Stopped};
pub use stream::{Mode, OrderFollower, SeatMap, SeatMapClient};
