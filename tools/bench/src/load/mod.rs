//! The generator: one thread, connections that stay open, requests that are rendered before the clock runs.

mod audience;
mod closed;
mod connection;
mod crowd;
mod frame_numbers;
mod open;
mod request;
mod schedule;
mod workload;

pub(crate) use audience::Audience;
pub(crate) use closed::closed;
pub(crate) use connection::{Answer, Connection};
pub(crate) use crowd::{Crowd, Feed, QUIET};
pub(crate) use frame_numbers::Mark;
pub(crate) use open::open;
pub(crate) use request::{Request, delete, get, post};
pub(crate) use workload::{Repeat, Target, Workload};
