//! The use cases of payment. Transactions begin and end here.

mod decision;
mod desk;
mod handle_command;
mod payment_records;
mod recover;
mod reply;
mod settle;

use std::sync::Arc;

use primitives::Clock;

pub use decision::{Decision, DecisionError};
pub use desk::{Desk, Job, Queue};
pub use handle_command::{Instruction, Received};
pub use payment_records::PaymentRecords;
pub use recover::Turn;
pub use settle::{Patience, Settled};

use crate::ports::{Methods, PaymentStore, Provider, StoreError};

/// Why a use case could not be carried out. All of it may be tried again.
#[derive(Debug, thiserror::Error)]
pub enum PaymentError {
    #[error("the payment was not written")]
    Store(#[from] StoreError),
    #[error("the reply cannot be written as JSON")]
    Reply(#[from] serde_json::Error),
    #[error("the payment was changed while it was written")]
    Overtaken,
}

impl PaymentError {
    /// Others stood in the way, and nothing is left of the unit of work.
    fn is_contended(&self) -> bool {
        match self {
            Self::Overtaken | Self::Store(StoreError::Contended(_)) => true,
            Self::Store(StoreError::Unavailable(_) | StoreError::Corrupt(_)) | Self::Reply(_) => false,
        }
    }
}

/// All that handlers and workers hold.
#[derive(Clone)]
pub struct Payments {
    store: Arc<dyn PaymentStore>,
    provider: Arc<dyn Provider>,
    clock: Arc<dyn Clock>,
    patience: Patience,
    desk: Desk,
}

impl Payments {
    #[must_use]
    pub fn new(
        store: Arc<dyn PaymentStore>,
        provider: Arc<dyn Provider>,
        clock: Arc<dyn Clock>,
        patience: Patience,
        desk: Desk,
    ) -> Self {
        Self { store, provider, clock, patience, desk }
    }

    /// What a buyer can pay with.
    #[must_use]
    pub fn methods(&self) -> Methods {
        self.provider.methods()
    }
}
