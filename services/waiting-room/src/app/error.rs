//! Why a use case had no answer.

use access::WorkRefusal;

use crate::domain::{CallRefusal, JoinRefusal};
use crate::ports::{ClaimError, JoinError, LineUnavailable, RoomError};

#[derive(Debug, thiserror::Error)]
pub enum EnterError {
    #[error(transparent)]
    Refused(#[from] JoinRefusal),
    #[error(transparent)]
    Work(#[from] WorkRefusal),
    #[error("too many visitors are joining at the moment")]
    Busy,
    #[error(transparent)]
    Unavailable(#[from] LineUnavailable),
}

/// About the place that a ticket names.
#[derive(Debug, thiserror::Error)]
pub enum TicketError {
    #[error("the ticket is not genuine, or another visitor's")]
    NotYours,
    /// The room was opened anew since, or is no more.
    #[error("the ticket is of a room that is no more")]
    Outdated,
    #[error("the list of those who have registered is not closed yet")]
    NotSealed,
    #[error(transparent)]
    Claim(#[from] CallRefusal),
    #[error("the pass cannot be signed")]
    Signing(#[source] access::PassRefused),
    #[error(transparent)]
    Unavailable(#[from] LineUnavailable),
}

/// Of a visitor who can do nothing but ask.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    #[error(transparent)]
    Enter(#[from] EnterError),
    #[error(transparent)]
    Ticket(#[from] TicketError),
}

#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("the time at which the room opens has passed")]
    InThePast,
    #[error(transparent)]
    Room(#[from] RoomError),
}

/// An empty list would open every sale.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("this instance has not read yet which events have a waiting room")]
pub struct RoomsUnknown;

impl From<LineUnavailable> for AskError {
    fn from(error: LineUnavailable) -> Self {
        Self::Ticket(error.into())
    }
}

impl From<JoinError> for EnterError {
    fn from(error: JoinError) -> Self {
        match error {
            JoinError::Refused(refusal) => Self::Refused(refusal),
            JoinError::Unavailable(error) => Self::Unavailable(error),
        }
    }
}

impl From<ClaimError> for TicketError {
    fn from(error: ClaimError) -> Self {
        match error {
            ClaimError::Refused(refusal) => Self::Claim(refusal),
            ClaimError::Unavailable(error) => Self::Unavailable(error),
        }
    }
}
