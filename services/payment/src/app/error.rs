//! Why a use case failed.

use std::sync::Arc;

use crate::store::StoreError;

#[derive(Debug, thiserror::Error)]
pub enum PaymentError {
    #[error("the payment was not written")]
    Store(#[from] StoreError),
    #[error("the reply cannot be written as JSON")]
    Reply(#[from] serde_json::Error),
    /// Its version has changed since it was read.
    #[error("the payment was changed while it was written")]
    Overtaken,
    /// It failed together with others.
    #[error(transparent)]
    Shared(Arc<PaymentError>),
    #[error("the unit of work was aborted")]
    Aborted,
}

impl PaymentError {
    /// A concurrent unit of work changed the payment, and nothing is left of this one.
    pub(super) fn is_contended(&self) -> bool {
        match self {
            Self::Overtaken | Self::Store(StoreError::Contended(_)) => true,
            Self::Shared(error) => error.is_contended(),
            Self::Store(StoreError::Unavailable(_) | StoreError::Corrupt(_))
            | Self::Reply(_)
            | Self::Aborted => false,
        }
    }

    /// Whether each part of the unit of work would fail like this by itself.
    pub(super) fn concerns_all(&self) -> bool {
        matches!(self, Self::Store(StoreError::Unavailable(_)))
    }

    /// Whether the same call may succeed later.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Store(error) => error.is_transient(),
            Self::Shared(error) => error.is_transient(),
            Self::Overtaken | Self::Aborted => true,
            Self::Reply(_) => false,
        }
    }
}
