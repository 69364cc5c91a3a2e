//! Message bodies, one file per conversation.

mod identity;
mod order;
mod payment;
mod reservation;
mod seat;

use serde::Serialize;
use serde::de::DeserializeOwned;

pub use identity::IdentityEvent;
pub use order::{BoughtBody, OrderEvent};
pub use payment::{PaymentCommand, PaymentReply};
pub use reservation::{Correction, ReservationCommand, ReservationReply};
pub use seat::{SeatChange, SeatEvent};

use crate::topics::Topic;

/// A body knows the topic that carries it and the key that keeps it in order.
pub trait Message: Serialize + DeserializeOwned + Send + Sync + 'static {
    const TOPIC: Topic;

    fn key(&self) -> String;
}
