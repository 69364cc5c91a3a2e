//! The way from whoever finds out that the provider has to be asked to the worker that asks.
//!
//! What is handed over here is only a hint for the sake of speed. The payment itself says what is owed, and whatever is
//! lost on this way comes up again when it is due.

use primitives::OrderId;
use tokio::sync::mpsc;

use crate::domain::Payment;

/// Far more than are asked at one time; beyond it payments wait until they are due.
const WAITING_MAX: usize = 4_096;

#[derive(Debug)]
pub struct Job {
    pub order: OrderId,
    /// The payment as it was just written, to save reading it.
    pub known: Option<Payment>,
}

#[derive(Debug, Clone)]
pub struct Desk(mpsc::Sender<Job>);

#[derive(Debug)]
pub struct Queue(mpsc::Receiver<Job>);

impl Desk {
    #[must_use]
    pub fn open() -> (Self, Queue) {
        let (sender, receiver) = mpsc::channel(WAITING_MAX);
        (Self(sender), Queue(receiver))
    }

    /// False when too many wait already.
    pub(crate) fn hand_over(&self, job: Job) -> bool {
        self.0.try_send(job).is_ok()
    }
}

impl Queue {
    /// None when no desk is left.
    pub async fn next(&mut self) -> Option<Job> {
        self.0.recv().await
    }
}
