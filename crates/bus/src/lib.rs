#![doc = include_str!("../README.md")]

// Messages, and what a bus promises.
mod message;
mod ports;

// The two loops: consume, and relay.
mod batch;
mod batch_processor;
mod consumer_loop;
mod dispatcher;
mod group_membership;
mod handler;
mod held_keys;
mod no_parking;
mod outage_brake;
mod outbox_janitor;
mod parked_keys;
mod partition_queue;
mod partition_queues;
mod relay;
mod retry;
mod running_batches;
mod sent_marks;

pub mod adapters;

pub use consumer_loop::ConsumerLoop;
pub use handler::{HandleError, Handler, Incoming};
pub use message::{Message, Undecodable};
pub use no_parking::NoParking;
pub use outbox_janitor::OutboxJanitor;
pub use ports::{
    Bus, BusError, Consumer, DeadLetter, Delivery, Disconnected, Fenced, LogPosition, Outbox, OutboxEntry,
    OutboxPosition, Parking, Publisher, Tail,
};
pub use relay::Relay;
