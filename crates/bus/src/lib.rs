#![doc = include_str!("../README.md")]

// Messages, and what a bus promises.
mod message;
mod ports;

// The two loops: consume, and relay.
mod consumer_loop;
mod group_membership;
mod handler;
mod message_processor;
mod no_parking;
mod partition_queues;
mod relay;
mod retry;

pub mod adapters;

pub use consumer_loop::ConsumerLoop;
pub use handler::{HandleError, Handler, Incoming};
pub use message::{Message, Undecodable};
pub use no_parking::NoParking;
pub use ports::{
    Bus, BusError, Consumer, DeadLetter, Delivery, Disconnected, Fenced, LogPosition, Outbox, OutboxEntry,
    OutboxPosition, Parking, Publisher, Tail,
};
pub use relay::Relay;
