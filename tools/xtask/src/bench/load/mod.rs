//! The generator: one thread, connections that stay open, requests that are rendered before the clock runs.

mod closed;
mod connection;
mod ids;
mod open;
mod readers;
mod request;
mod schedule;
mod talk;

pub(crate) use closed::closed;
pub(crate) use connection::{Answer, Connection};
pub(crate) use open::open;
pub(crate) use readers::{Crowd, QUIET};
pub(crate) use request::{Request, delete, get, post};
pub(crate) use talk::{Same, Talk, Target};
