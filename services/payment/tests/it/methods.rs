//! What each payment method, and the mock without one, comes to.

use std::time::Duration;

use payment::adapters::mock::Effect;
use payment::app::ProviderTimeouts;
use payment::config::MockSettings;
use service_harness::Storage;
use testkit::eventually;
use tokio::time::Instant;

use crate::RECORDS;
use crate::room::{
    Room, SOON, authorize, authorized, declined, mock, order, quick_mock, short_timeouts, void, voided,
};

#[tokio::test]
async fn tok_ok_is_authorized_and_tok_decline_declined() {
    let provider = quick_mock();
    let room = Room::open(provider.clone()).await;
    assert_eq!(room.request(&authorize(order(1), Some("tok_ok"))).await, authorized(order(1)));
    assert_eq!(provider.effect(order(1)), Some(Effect::Authorized));
    let refusal = room.request(&authorize(order(2), Some("tok_decline"))).await;
    assert_eq!(refusal, declined(order(2), "card declined"));
    assert_eq!(provider.effect(order(2)), None);
}

#[tokio::test]
async fn tok_slow_is_authorized_when_its_time_has_come() {
    let slow = Duration::from_millis(300);
    let room = Room::open(mock(MockSettings { slow, ..MockSettings::default() })).await;
    let asked_at = Instant::now();
    assert_eq!(room.request(&authorize(order(1), Some("tok_slow"))).await, authorized(order(1)));
    assert!(asked_at.elapsed() >= slow, "{:?}", asked_at.elapsed());
}

#[tokio::test]
async fn an_order_without_a_response_blocks_no_other() {
    let long_timeouts = ProviderTimeouts { call: Duration::from_secs(60), ..short_timeouts() };
    let room = Room::open_in(Storage::new(RECORDS), quick_mock(), long_timeouts).await;
    // More silent orders than there are partitions: every partition queue has seen one before the others come.
    for number in 1..=40 {
        room.send(&authorize(order(number), Some("tok_timeout"))).await;
    }
    for number in 101..=110 {
        assert_eq!(room.request(&authorize(order(number), Some("tok_ok"))).await, authorized(order(number)));
    }
}

#[tokio::test]
async fn tok_timeout_stays_open_until_it_is_voided() {
    let provider = quick_mock();
    let room = Room::open(provider.clone()).await;
    room.send(&authorize(order(1), Some("tok_timeout"))).await;
    assert_eq!(room.request(&authorize(order(2), Some("tok_ok"))).await, authorized(order(2)));
    assert_eq!(room.request(&void(order(1))).await, voided(order(1)));
    eventually("the provider has released it", SOON, async || {
        provider.effect(order(1)).filter(|effect| *effect == Effect::Released)
    })
    .await;
    assert_eq!(room.received(order(1)).len(), 1, "an order without a response got a decision");
}

#[tokio::test]
async fn tok_error_after_effect_ends_authorized() {
    let provider = quick_mock();
    let room = Room::open(provider.clone()).await;
    let reply = room.request(&authorize(order(1), Some("tok_error_after_effect"))).await;
    assert_eq!(reply, authorized(order(1)));
    assert_eq!(provider.effect(order(1)), Some(Effect::Authorized));
}

#[tokio::test]
async fn without_a_method_the_success_rate_decides() {
    for (rate, expected) in [("1", authorized(order(1))), ("0", declined(order(1), "card declined"))] {
        let settings = MockSettings { success_rate: rate.parse().unwrap(), ..MockSettings::default() };
        let room = Room::open(mock(settings)).await;
        assert_eq!(room.request(&authorize(order(1), None)).await, expected);
    }
}

#[tokio::test]
async fn without_a_method_the_latency_is_waited_for() {
    let settings = MockSettings { latency: "120-150".parse().unwrap(), ..MockSettings::default() };
    let room = Room::open(mock(settings)).await;
    let asked_at = Instant::now();
    assert_eq!(room.request(&authorize(order(1), None)).await, authorized(order(1)));
    assert!(asked_at.elapsed() >= Duration::from_millis(120), "{:?}", asked_at.elapsed());
}
