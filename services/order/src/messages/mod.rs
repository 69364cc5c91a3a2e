//! What others answer: from the words of the bus to those of the saga, and into the app.

mod payment_replies;
mod reservation_replies;

pub(crate) use payment_replies::PaymentReplies;
pub(crate) use reservation_replies::ReservationReplies;
