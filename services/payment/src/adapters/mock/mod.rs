//! A provider that moves no money and, on request, misbehaves as real ones do: each method has one behaviour that never varies, and without a
//! method the settings decide, the same way each time for the same order.

mod effects;

use std::time::Duration;

use async_trait::async_trait;
use contracts::http::payment::METHODS;
use primitives::OrderId;
use tokio::time::sleep;

pub use effects::Effect;

use self::effects::Effects;
use crate::config::MockSettings;
use crate::domain::{ProviderResponse, spread};
use crate::ports::{AuthorizationRequest, Methods, OutcomeUnknown, Provider};

/// The purposes of a choice: two choices for one order are independent of each other.
const OUTCOME: u64 = 1;
const LATENCY: u64 = 2;

#[derive(Debug)]
pub struct MockProvider {
    settings: MockSettings,
    effects: Effects,
}

impl MockProvider {
    #[must_use]
    pub fn new(settings: MockSettings) -> Self {
        Self { settings, effects: Effects::default() }
    }

    /// The effect of the calls for an order so far.
    #[must_use]
    pub fn effect(&self, order: OrderId) -> Option<Effect> {
        self.effects.of(order)
    }

    async fn authorize_after(&self, order: OrderId, latency: Duration) -> ProviderResponse {
        if !latency.is_zero() {
            sleep(latency).await;
        }
        self.authorize_now(order)
    }

    fn authorize_now(&self, order: OrderId) -> ProviderResponse {
        match self.effects.authorize(order) {
            Effect::Released => declined("released"),
            Effect::Refunded => declined("refunded"),
            Effect::Authorized | Effect::Captured => ProviderResponse::Authorized,
        }
    }

    async fn by_settings(&self, order: OrderId) -> ProviderResponse {
        let latency = self.settings.latency.at(spread(order, LATENCY));
        if self.settings.success_rate.accepts(spread(order, OUTCOME)) {
            return self.authorize_after(order, latency).await;
        }
        if !latency.is_zero() {
            sleep(latency).await;
        }
        declined("card declined")
    }
}

#[async_trait]
impl Provider for MockProvider {
    fn methods(&self) -> Methods {
        Methods { demo: true, tokens: &METHODS }
    }

    async fn authorize(&self, request: &AuthorizationRequest) -> Result<ProviderResponse, OutcomeUnknown> {
        let order = request.order;
        match request.method.as_deref() {
            None => Ok(self.by_settings(order).await),
            Some("tok_ok") => Ok(self.authorize_now(order)),
            Some("tok_decline") => Ok(declined("card declined")),
            Some("tok_slow") => Ok(self.authorize_after(order, self.settings.slow).await),
            Some("tok_timeout") => std::future::pending().await,
            Some("tok_error_after_effect") => {
                let is_repeated = self.effect(order).is_some();
                let response = self.authorize_now(order);
                if is_repeated { Ok(response) } else { Err(OutcomeUnknown) }
            }
            Some(_) => Ok(declined("unknown method")),
        }
    }

    async fn capture(&self, order: OrderId) -> Result<ProviderResponse, OutcomeUnknown> {
        self.effects.capture(order);
        Ok(ProviderResponse::Captured)
    }

    async fn release(&self, order: OrderId) -> Result<ProviderResponse, OutcomeUnknown> {
        self.effects.release(order);
        Ok(ProviderResponse::Released)
    }

    async fn refund(&self, order: OrderId) -> Result<ProviderResponse, OutcomeUnknown> {
        self.effects.refund(order);
        Ok(ProviderResponse::Refunded)
    }
}

fn declined(reason: &str) -> ProviderResponse {
    ProviderResponse::Declined { reason: reason.to_owned() }
}

#[cfg(test)]
mod tests;
