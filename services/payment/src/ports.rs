//! What payment needs from outside: a store for its records, and a provider who moves the money.

use async_trait::async_trait;
use bus::{Message, OutboxEntry, OutboxPosition};
use primitives::{Cause, MessageId, Money, OrderId, Timestamp};

use crate::domain::{Answer, Payment};

/// A unit of work that fails leaves nothing behind, unless it was its commit that failed: then that is unknown.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The store refused or did not answer. Trying again makes sense.
    #[error("the payment records are not available")]
    Unavailable(#[source] Cause),
    /// Others were changing the same records. Nothing is left of the unit of work: do all of it again.
    #[error("others were changing the same payment records")]
    Contended(#[source] Cause),
    /// What is stored cannot be read, now or later.
    #[error("a payment record cannot be read")]
    Corrupt(#[source] Cause),
}

#[async_trait]
pub trait PaymentStore: Send + Sync {
    /// Opens a unit of work. Dropped without a commit, it never happened.
    async fn begin(&self) -> Result<Box<dyn PaymentTx>, StoreError>;

    /// The payment of an order as it was last committed.
    async fn find(&self, order: OrderId) -> Result<Option<Payment>, StoreError>;

    /// Payments by ascending order id, behind `after` and not behind `up_to`, no more than `limit`, as they were last committed.
    async fn between(
        &self,
        after: Option<OrderId>,
        up_to: Option<OrderId>,
        limit: u32,
    ) -> Result<Vec<Payment>, StoreError>;

    /// Up to `limit` messages of the outbox, sent or not, by ascending key and number, from `from` on, itself included.
    async fn messages(
        &self,
        from: Option<&OutboxPosition>,
        limit: u32,
    ) -> Result<Vec<OutboxEntry>, StoreError>;

    /// How many payments have something to ask of the provider.
    async fn count_unsettled(&self) -> Result<u64, StoreError>;

    /// Makes every unsettled payment due now: after a start nobody is looking after them any more.
    async fn make_all_due(&self, now: Timestamp) -> Result<(), StoreError>;

    /// Up to `limit` payments due at `now`, the longest due first, each made due again at `again`: whoever calls next
    /// gets others, so that no payment stands in the way of another.
    async fn take_due(
        &self,
        now: Timestamp,
        again: Timestamp,
        limit: u32,
    ) -> Result<Vec<OrderId>, StoreError>;

    /// Forgets up to `limit` messages that were first seen before `before`; says how many. Payments are never forgotten.
    async fn forget_seen(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError>;
}

/// One unit of work: payments, remembered messages and the outbox commit together. What goes wrong with a call that returns nothing may be
/// told by a later one, and is told at the latest by the commit.
#[async_trait]
pub trait PaymentTx: Send {
    /// Remembers a message; false when it was known already.
    async fn first_sight(&mut self, message: MessageId, now: Timestamp) -> Result<bool, StoreError>;

    async fn load(&mut self, order: OrderId) -> Result<Option<Payment>, StoreError>;

    /// Adds a payment. Where another unit of work has added one of the same order meanwhile, that is [`StoreError::Contended`].
    async fn insert(&mut self, payment: &Payment, times: Times) -> Result<(), StoreError>;

    /// Writes a payment of version n over its version n - 1. False: somebody else has changed it since, nothing is written.
    async fn update(&mut self, payment: &Payment, times: Times) -> Result<bool, StoreError>;

    async fn enqueue(&mut self, message: &Message) -> Result<(), StoreError>;

    /// Returns when everything is durable; only then may anybody be told.
    async fn commit(self: Box<Self>) -> Result<(), StoreError>;
}

/// When a payment is written.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    pub now: Timestamp,
    /// When somebody has to look after an unsettled payment, unless it is settled by then.
    pub due: Timestamp,
}

/// An amount to set aside for an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub order: OrderId,
    pub money: Money,
    /// None: the provider decides by its settings.
    pub method: Option<String>,
}

/// The provider gave no definite answer: it may or may not have done what it was asked. Ask again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the provider gave no definite answer")]
pub struct Unknown;

/// What a buyer can choose between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Methods {
    /// The provider moves no money: these are test cards.
    pub demo: bool,
    /// Empty where there is nothing to choose.
    pub tokens: &'static [&'static str],
}

/// Who moves the money. Everything is idempotent by order: asked again, it does nothing more and answers the same.
#[async_trait]
pub trait Provider: Send + Sync {
    /// Known without asking anybody, and the same for as long as the process lives.
    fn methods(&self) -> Methods;

    /// Sets the amount aside or declines. After a release it declines.
    async fn authorize(&self, request: &Request) -> Result<Answer, Unknown>;

    /// Takes what was set aside. What was authorized and not released can be captured.
    async fn capture(&self, order: OrderId) -> Result<Answer, Unknown>;

    /// Lets go of what was set aside, and of what an authorization still on its way would set aside.
    async fn release(&self, order: OrderId) -> Result<Answer, Unknown>;
}
