#![doc = include_str!("../README.md")]

mod address;
mod chance;
mod eventually;
pub mod http;
pub mod installation;
mod name_server;
pub mod process;
mod socket;
pub mod stream;

pub use ::engines::Link;
pub use address::{Address, Route};
pub use chance::try_cases;
pub use eventually::{eventually, eventually_whole};
pub use http::{Answer, ApiClient, Buyer, Call, Purchase, sold_in_the_end};
pub use installation::{Installation, verified};
pub use name_server::NameServer;
pub use process::{Holdfast, Options, Process, Stopped};
pub use socket::{Said, Socket, client_frame, close_frame};
pub use stream::{Mode, OrderFollower, SeatMap, SeatMapClient};
