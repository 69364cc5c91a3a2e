//! Events that are over are forgotten: their seats, and every look at them. Their sales stay in the ledger.

use super::reservations::Reservations;
use crate::metrics;
use crate::ports::{EventsUnavailable, KnownEvent, Unavailable};

#[derive(Debug, thiserror::Error)]
pub enum ForgetError {
    #[error(transparent)]
    Store(#[from] Unavailable),
    #[error(transparent)]
    Events(#[from] EventsUnavailable),
}

impl Reservations {
    /// Forgets the events that have been over for longer than they are kept. One that fails does not keep the others: they are tried, and
    /// the last failure is returned.
    pub async fn forget_events(&self) -> Result<(), ForgetError> {
        let Some(retention) = &self.retention else { return Ok(()) };
        let mut failure = None;
        for KnownEvent { event, .. } in self.recovery.known().await? {
            let forgotten = match retention.is_forgotten(event).await {
                Ok(Some(true)) => self.sweeper.remove(event).await.map_err(ForgetError::from),
                Ok(_) => Ok(false),
                Err(error) => Err(error.into()),
            };
            match forgotten {
                Ok(true) => {
                    metrics::event_forgotten();
                    tracing::info!(event_id = %event, "forgot the seats of an event that is over");
                }
                Ok(false) => {}
                Err(error) => failure = Some(error),
            }
        }
        failure.map_or(Ok(()), Err)
    }
}
