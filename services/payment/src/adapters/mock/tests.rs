//! Every behaviour of the mock, in paused time.

use primitives::{Currency, Money};
use tokio::time::{Instant, timeout};
use uuid::Uuid;

use super::*;

fn order(number: u128) -> OrderId {
    OrderId::from_uuid(Uuid::from_u128(number))
}

fn request(number: u128, method: Option<&str>) -> AuthorizationRequest {
    let money = Money { amount: 1_000, currency: Currency::KRW };
    AuthorizationRequest { order: order(number), money, method: method.map(str::to_owned) }
}

fn mock(rate: &str, latency: &str) -> MockProvider {
    MockProvider::new(MockSettings {
        success_rate: rate.parse().unwrap(),
        latency: latency.parse().unwrap(),
        ..MockSettings::default()
    })
}

fn no() -> Result<ProviderResponse, OutcomeUnknown> {
    Ok(declined("card declined"))
}

#[tokio::test(start_paused = true)]
async fn tok_ok_authorizes_and_tok_decline_does_not() {
    let provider = mock("0", "0");
    assert_eq!(provider.authorize(&request(1, Some("tok_ok"))).await, Ok(ProviderResponse::Authorized));
    assert_eq!(provider.effect(order(1)), Some(Effect::Authorized));
    assert_eq!(mock("1", "0").authorize(&request(1, Some("tok_decline"))).await, no());
    assert_eq!(provider.effect(order(2)), None);
}

#[tokio::test(start_paused = true)]
async fn tok_slow_takes_five_seconds() {
    let called_at = Instant::now();
    let response = mock("0", "0").authorize(&request(1, Some("tok_slow"))).await;
    assert_eq!((response, called_at.elapsed().as_millis()), (Ok(ProviderResponse::Authorized), 5_000));
}

#[tokio::test(start_paused = true)]
async fn tok_timeout_never_answers() {
    let provider = mock("1", "0");
    let request = request(1, Some("tok_timeout"));
    assert!(timeout(Duration::from_secs(86_400), provider.authorize(&request)).await.is_err());
    assert_eq!(provider.effect(order(1)), None);
}

#[tokio::test(start_paused = true)]
async fn tok_error_after_effect_is_resolved_by_a_repeated_call() {
    let provider = mock("0", "0");
    let request = request(1, Some("tok_error_after_effect"));
    assert_eq!(provider.authorize(&request).await, Err(OutcomeUnknown));
    assert_eq!(provider.effect(order(1)), Some(Effect::Authorized));
    assert_eq!(provider.authorize(&request).await, Ok(ProviderResponse::Authorized));
}

#[tokio::test(start_paused = true)]
async fn without_a_method_the_rate_decides_and_a_retry_decides_the_same() {
    for (rate, expected) in [("0", 0..1), ("1", 1_000..1_001), ("0.7", 650..750)] {
        let (first, second) = (mock(rate, "0"), mock(rate, "0"));
        let mut yes = 0;
        for number in 0..1_000 {
            let response = first.authorize(&request(number, None)).await;
            assert_eq!(second.authorize(&request(number, None)).await, response);
            yes += usize::from(response == Ok(ProviderResponse::Authorized));
        }
        assert!(expected.contains(&yes), "{yes} of 1,000 at a rate of {rate}");
    }
}

#[tokio::test(start_paused = true)]
async fn without_a_method_the_latency_lies_within_its_range() {
    let provider = mock("0.5", "20-200");
    for number in 0..100 {
        let called_at = Instant::now();
        let _ = provider.authorize(&request(number, None)).await;
        let took_ms = called_at.elapsed().as_millis();
        assert!((20..=201).contains(&took_ms), "{took_ms} ms");
    }
}

#[tokio::test(start_paused = true)]
async fn a_release_also_refuses_what_comes_after_it() {
    let provider = mock("1", "0");
    assert_eq!(provider.release(order(1)).await, Ok(ProviderResponse::Released));
    let late = provider.authorize(&request(1, Some("tok_ok"))).await;
    assert_eq!(late, Ok(declined("released")));
    assert_eq!(provider.effect(order(1)), Some(Effect::Released));
}

#[tokio::test(start_paused = true)]
async fn a_refund_also_gives_back_what_is_captured_after_it() {
    let provider = mock("1", "0");
    let _ = provider.authorize(&request(1, Some("tok_ok"))).await;
    let _ = provider.capture(order(1)).await;
    for _ in 0..2 {
        assert_eq!(provider.refund(order(1)).await, Ok(ProviderResponse::Refunded));
        let _ = provider.capture(order(1)).await;
        assert_eq!(provider.effect(order(1)), Some(Effect::Refunded));
    }
    assert_eq!(provider.authorize(&request(1, Some("tok_ok"))).await, Ok(declined("refunded")));
}

#[tokio::test(start_paused = true)]
async fn a_repeated_capture_has_the_same_response() {
    let provider = mock("1", "0");
    let _ = provider.authorize(&request(1, Some("tok_ok"))).await;
    for _ in 0..2 {
        assert_eq!(provider.capture(order(1)).await, Ok(ProviderResponse::Captured));
        assert_eq!(provider.effect(order(1)), Some(Effect::Captured));
    }
}
