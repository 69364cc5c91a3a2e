//! The queue between the use cases that leave a provider call outstanding and the worker that makes the calls.
//!
//! It is only a shortcut. The payment itself records the outstanding call, and what is lost on this way is recovered when its lease ends.

use primitives::OrderId;
use tokio::sync::mpsc;

use crate::domain::Payment;

/// Far more than are called for concurrently; beyond it payments wait until their lease ends.
const QUEUED_MAX: usize = 4_096;

#[derive(Debug)]
pub struct ProviderWork {
    pub order: OrderId,
    /// The payment as it was just written, to save a read.
    pub known: Option<Payment>,
}

#[derive(Debug, Clone)]
pub struct ProviderQueue(mpsc::Sender<ProviderWork>);

#[derive(Debug)]
pub struct ProviderQueueReceiver(mpsc::Receiver<ProviderWork>);

impl ProviderQueue {
    #[must_use]
    pub fn open() -> (Self, ProviderQueueReceiver) {
        let (sender, receiver) = mpsc::channel(QUEUED_MAX);
        (Self(sender), ProviderQueueReceiver(receiver))
    }

    /// False when the queue is full.
    pub(super) fn push(&self, work: ProviderWork) -> bool {
        self.0.try_send(work).is_ok()
    }
}

impl ProviderQueueReceiver {
    /// None when no sender is left.
    pub async fn next(&mut self) -> Option<ProviderWork> {
        self.0.recv().await
    }
}
