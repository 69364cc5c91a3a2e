#![doc = include_str!("../README.md")]

// What is said, and to whom.
mod message;
mod ports;

// The two loops.
mod consume;
mod handler;
mod lanes;
mod no_parking;
mod place;
mod relay;
mod retry;
mod work;

pub mod adapters;

pub use consume::ConsumerLoop;
pub use handler::{HandleError, Handler};
pub use message::{Message, Undecodable};
pub use no_parking::NoParking;
pub use ports::{
    Bus, BusError, Consumer, DeadLetter, Delivery, Disconnected, Fenced, LogPosition, Outbox, OutboxEntry,
    OutboxPosition, Parking, Publisher, Tail,
};
pub use relay::Relay;
