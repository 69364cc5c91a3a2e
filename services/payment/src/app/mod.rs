//! The use cases of payment. Transactions begin and end here.

mod contention;
mod decision;
mod error;
mod handle_command;
mod payment_batch;
mod payment_records;
mod payments;
mod provider_queue;
mod record_responses;
mod recover;
mod reply;
mod response_queue;
mod settle;

pub use decision::{DecisionError, PaymentDecision};
pub use error::PaymentError;
pub use handle_command::{IncomingCommand, Instruction};
pub use payment_records::PaymentRecords;
pub use payments::{Payments, ProviderTimeouts};
pub use provider_queue::{ProviderQueue, ProviderQueueReceiver, ProviderWork};
pub use recover::RecoveryBatch;
pub use settle::SettleOutcome;
