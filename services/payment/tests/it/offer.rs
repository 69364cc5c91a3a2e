//! `GET /api/payments/methods`: it says what the provider says, so that no one takes a test card for money.

use std::sync::Arc;

use async_trait::async_trait;
use contracts::http::payment::{METHODS, PaymentMethodsBody};
use payment::domain::ProviderResponse;
use payment::ports::{AuthorizationRequest, Methods, OutcomeUnknown, Provider};
use primitives::OrderId;

use crate::room::{Room, quick_mock};

const PATH: &str = "/api/payments/methods";

/// A provider that moves money, and asks its customers itself how they want to pay.
struct Bank;

#[async_trait]
impl Provider for Bank {
    fn methods(&self) -> Methods {
        Methods { demo: false, tokens: &[] }
    }

    async fn authorize(&self, _: &AuthorizationRequest) -> Result<ProviderResponse, OutcomeUnknown> {
        Err(OutcomeUnknown)
    }

    async fn capture(&self, _: OrderId) -> Result<ProviderResponse, OutcomeUnknown> {
        Err(OutcomeUnknown)
    }

    async fn release(&self, _: OrderId) -> Result<ProviderResponse, OutcomeUnknown> {
        Err(OutcomeUnknown)
    }
}

#[tokio::test]
async fn the_mock_offers_its_test_cards_and_says_that_they_are() {
    let room = Room::open(quick_mock()).await;
    let body: PaymentMethodsBody = room.api.get(PATH).await.ok();
    assert!(body.demo);
    assert!(body.items.iter().map(|item| item.token.as_str()).eq(METHODS), "{body:?}");
}

#[tokio::test]
async fn a_provider_that_moves_money_is_no_demo() {
    let room = Room::open(Arc::new(Bank)).await;
    let body: PaymentMethodsBody = room.api.get(PATH).await.ok();
    assert_eq!(body, PaymentMethodsBody { demo: false, items: Vec::new() });
}
