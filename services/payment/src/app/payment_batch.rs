//! The payments of one unit of work: as they were read, and as they have become since.

use std::collections::{BTreeMap, HashMap};

use bus::Message;
use primitives::{OrderId, Timestamp, failpoint};

use super::error::PaymentError;
use crate::domain::Payment;
use crate::store::{PaymentTx, Times};

#[derive(Debug, Default)]
pub(super) struct PaymentBatch {
    read: HashMap<OrderId, Payment>,
    /// By order, so that no two units of work lock their rows in different orders.
    changed: BTreeMap<OrderId, Payment>,
    replies: Vec<Message>,
}

impl PaymentBatch {
    pub(super) async fn load(tx: &mut PaymentTx, mut orders: Vec<OrderId>) -> Result<Self, PaymentError> {
        orders.sort_unstable();
        orders.dedup();
        let payments = tx.load(&orders).await?;
        let read = payments.into_iter().map(|payment| (payment.order, payment)).collect();
        Ok(Self { read, ..Self::default() })
    }

    /// As it is after the changes so far.
    pub(super) fn get(&self, order: OrderId) -> Option<&Payment> {
        self.changed.get(&order).or_else(|| self.read.get(&order))
    }

    /// However often it changes, it is written once: its version is the next one.
    pub(super) fn put(&mut self, payment: Payment) {
        let version = self.read.get(&payment.order).map_or(1, |read| read.version + 1);
        self.changed.insert(payment.order, Payment { version, ..payment });
    }

    pub(super) fn reply(&mut self, reply: Message) {
        self.replies.push(reply);
    }

    /// Commits it, and gives the payments that have changed.
    pub(super) async fn commit(
        self,
        mut tx: PaymentTx,
        now: Timestamp,
        due: Timestamp,
    ) -> Result<Vec<Payment>, PaymentError> {
        let times = Times { now, due };
        let (added, updated): (Vec<Payment>, Vec<Payment>) =
            self.changed.into_values().partition(|payment| payment.version == 1);
        tx.insert(&added, times).await?;
        if !tx.update(&updated, times).await? {
            return Err(PaymentError::Overtaken);
        }
        tx.enqueue(&self.replies).await?;
        let is_shared = added.len() + updated.len() > 1;
        if is_shared {
            failpoint!("payments.before_commit");
        }
        tx.commit().await?;
        if is_shared {
            failpoint!("payments.after_commit");
        }
        Ok(added.into_iter().chain(updated).collect())
    }
}
