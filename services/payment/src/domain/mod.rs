//! The states of a payment and how they change, and nothing of how they are stored, requested or put into messages.

mod authorization;
mod payment;
mod spread;

pub use authorization::{
    Authorization, Operation, OperationReply, PaymentTransition, ProviderCall, ProviderResponse,
    RefusalReason, on_operation, on_response,
};
pub use payment::{Charge, Payment};
pub use spread::spread;
