//! Recovery: payments that no worker is working on after a start, a failure or an overload.

use super::error::PaymentError;
use super::payments::Payments;
use super::provider_queue::ProviderWork;
use crate::metrics;

const BATCH: u32 = 200;

/// What one call took up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecoveryBatch {
    pub taken: usize,
    /// More may be due now.
    pub is_full: bool,
}

impl Payments {
    /// For the start of the process: no worker has any unsettled payment, so none has to wait for the end of its lease.
    pub async fn begin_recovery(&self) -> Result<(), PaymentError> {
        Ok(self.store.make_all_due(self.clock.now()).await?)
    }

    /// Takes up payments whose lease has ended. Each of them moves behind all others first, so that none blocks another.
    pub async fn recover(&self) -> Result<RecoveryBatch, PaymentError> {
        let now = self.clock.now();
        let orders = self.store.take_due(now, self.lease_end(now), BATCH).await?;
        let taken = orders.len();
        for order in orders {
            if !self.queue.push(ProviderWork { order, known: None }) {
                return Ok(RecoveryBatch { taken, is_full: false });
            }
        }
        Ok(RecoveryBatch { taken, is_full: taken == BATCH as usize })
    }

    /// For the gauge of unsettled payments.
    pub async fn measure(&self) -> Result<(), PaymentError> {
        metrics::unsettled(self.store.count_unsettled().await?);
        Ok(())
    }
}
