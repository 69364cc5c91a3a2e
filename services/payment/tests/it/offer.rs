//! `GET /api/payments/methods`: it says what the provider says, so that no one takes a test card for money.

use std::sync::Arc;

use contracts::http::payment::{METHODS, PaymentMethodsBody};
use payment::adapters::unnamed::Unnamed;

use crate::room::{Room, quick_mock};

const PATH: &str = "/api/payments/methods";

#[tokio::test]
async fn the_mock_offers_its_test_cards_and_says_that_they_are() {
    let room = Room::open(quick_mock()).await;
    let body: PaymentMethodsBody = room.api.get(PATH).await.ok();
    assert!(body.demo);
    assert!(body.items.iter().map(|item| item.token.as_str()).eq(METHODS), "{body:?}");
}

#[tokio::test]
async fn a_provider_without_test_cards_is_no_demo() {
    let room = Room::open(Arc::new(Unnamed)).await;
    let body: PaymentMethodsBody = room.api.get(PATH).await.ok();
    assert_eq!(body, PaymentMethodsBody { demo: false, items: Vec::new() });
}
