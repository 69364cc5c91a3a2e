//! What payment needs from outside: a provider that moves the money.

use async_trait::async_trait;
use primitives::{Money, OrderId};

use crate::domain::ProviderResponse;

/// An amount to authorize for an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorizationRequest {
    pub order: OrderId,
    pub money: Money,
    /// None: the provider decides by its settings.
    pub method: Option<String>,
}

/// The provider gave no definite response: the call may or may not have taken effect. Repeat it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the provider gave no definite answer")]
pub struct OutcomeUnknown;

/// The payment methods that a buyer can choose between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Methods {
    /// The provider moves no money: these are test cards.
    pub demo: bool,
    /// Empty where there is nothing to choose.
    pub tokens: &'static [&'static str],
}

/// Moves the money. Every call is idempotent by order: repeated, it has no further effect and the same response.
#[async_trait]
pub trait Provider: Send + Sync {
    /// Known without a call, and the same for as long as the process runs.
    fn methods(&self) -> Methods;

    /// Authorizes the amount or declines. After a release it declines.
    async fn authorize(&self, request: &AuthorizationRequest) -> Result<ProviderResponse, OutcomeUnknown>;

    /// Captures an authorized amount. What was authorized and not released can be captured.
    async fn capture(&self, order: OrderId) -> Result<ProviderResponse, OutcomeUnknown>;

    /// Releases what was authorized, and what an authorization still on its way would authorize.
    async fn release(&self, order: OrderId) -> Result<ProviderResponse, OutcomeUnknown>;

    /// Gives back what was captured, and what a capture still on its way would capture.
    async fn refund(&self, order: OrderId) -> Result<ProviderResponse, OutcomeUnknown>;
}
