//! A provider that moves no money and behaves as badly as real ones do, on request: each method has one behaviour that never
//! varies, and without a method the settings decide, the same way each time for the same order.

mod effects;

use std::time::Duration;

use async_trait::async_trait;
use contracts::http::payment::METHODS;
use primitives::OrderId;
use tokio::time::sleep;

pub use effects::Effect;

use self::effects::Effects;
use crate::config::MockSettings;
use crate::domain::{Answer, spread};
use crate::ports::{Methods, Provider, Request, Unknown};

/// What a choice is made for: two choices about one order have nothing to do with each other.
const FATE: u64 = 1;
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

    /// What was done for an order, as the provider's books have it.
    #[must_use]
    pub fn effect(&self, order: OrderId) -> Option<Effect> {
        self.effects.of(order)
    }

    async fn set_aside_after(&self, order: OrderId, latency: Duration) -> Answer {
        if !latency.is_zero() {
            sleep(latency).await;
        }
        self.set_aside(order)
    }

    fn set_aside(&self, order: OrderId) -> Answer {
        match self.effects.set_aside(order) {
            Effect::Released => declined("released"),
            Effect::SetAside | Effect::Captured => Answer::Authorized,
        }
    }

    async fn by_settings(&self, order: OrderId) -> Answer {
        let latency = self.settings.latency.at(spread(order, LATENCY));
        if self.settings.success_rate.accepts(spread(order, FATE)) {
            return self.set_aside_after(order, latency).await;
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

    async fn authorize(&self, request: &Request) -> Result<Answer, Unknown> {
        let order = request.order;
        match request.method.as_deref() {
            None => Ok(self.by_settings(order).await),
            Some("tok_ok") => Ok(self.set_aside(order)),
            Some("tok_decline") => Ok(declined("card declined")),
            Some("tok_slow") => Ok(self.set_aside_after(order, self.settings.slow).await),
            Some("tok_timeout") => std::future::pending().await,
            Some("tok_error_after_effect") => {
                let asked_before = self.effect(order).is_some();
                let answer = self.set_aside(order);
                if asked_before { Ok(answer) } else { Err(Unknown) }
            }
            Some(_) => Ok(declined("unknown method")),
        }
    }

    async fn capture(&self, order: OrderId) -> Result<Answer, Unknown> {
        self.effects.capture(order);
        Ok(Answer::Captured)
    }

    async fn release(&self, order: OrderId) -> Result<Answer, Unknown> {
        self.effects.release(order);
        Ok(Answer::Released)
    }
}

fn declined(reason: &str) -> Answer {
    Answer::Declined { reason: reason.to_owned() }
}

#[cfg(test)]
mod tests;
