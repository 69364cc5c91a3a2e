//! Messages between services: ports, the consume loop and the relay, each written once, and the adapters.

mod message;
mod ports;

pub use message::{Message, Undecodable};
pub use ports::{Bus, BusError, Consumer, Delivery, Outbox, Parking, Position, Publisher, Tail};
