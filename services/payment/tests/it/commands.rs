//! Each command, twice and out of order.

use contracts::messages::PaymentCommand;
use payment::adapters::mock::Effect;
use telemetry::trace_id_of;
use testkit::eventually;

use crate::room::{
    Room, SOON, authorize, authorized, capture, capture_refused, captured, declined, order, quick_mock, void,
    voided,
};

#[tokio::test]
async fn a_repeated_command_gets_the_same_reply() {
    let room = Room::open(quick_mock()).await;
    let conversations = [
        (vec![authorize(order(1), Some("tok_ok"))], authorized(order(1))),
        (vec![authorize(order(2), Some("tok_decline"))], declined(order(2), "card declined")),
        (vec![authorize(order(3), Some("tok_ok")), capture(order(3))], captured(order(3))),
        (vec![authorize(order(4), Some("tok_ok")), void(order(4))], voided(order(4))),
        (vec![void(order(5))], voided(order(5))),
        (vec![capture(order(6))], capture_refused(order(6), "never authorized")),
    ];
    for (commands, last) in conversations {
        let mut replies = Vec::new();
        for command in &commands {
            replies.push(room.request(command).await);
        }
        assert_eq!(replies.last(), Some(&last));
        for _ in 0..2 {
            let again = room.request(commands.last().unwrap()).await;
            assert_eq!(again, last, "sent again");
        }
    }
}

#[tokio::test]
async fn what_was_paid_at_the_box_office_is_no_matter_of_the_provider() {
    let provider = quick_mock();
    let room = Room::open(provider.clone()).await;
    for (number, tender) in [(1, "cash"), (2, "terminal")] {
        assert_eq!(room.request(&authorize(order(number), Some(tender))).await, authorized(order(number)));
        assert_eq!(room.request(&capture(order(number))).await, captured(order(number)));
        assert_eq!(provider.effect(order(number)), None);
    }
    assert_eq!(room.request(&authorize(order(3), Some("cash"))).await, authorized(order(3)));
    assert_eq!(room.request(&void(order(3))).await, voided(order(3)));
    assert_eq!(
        room.request(&authorize(order(4), Some("cheque"))).await,
        declined(order(4), "unknown method")
    );
}

#[tokio::test]
async fn a_redelivered_command_has_one_effect_and_one_reply() {
    let provider = quick_mock();
    let room = Room::open(provider.clone()).await;
    for (command, count) in [(authorize(order(1), Some("tok_ok")), 1), (capture(order(1)), 3)] {
        let id = room.send(&command).await;
        room.replies(order(1), count).await;
        for _ in 0..3 {
            room.send_as(id, &command, None).await;
        }
        // What is sent later with the same key is answered later.
        room.send(&command).await;
        room.replies(order(1), count + 1).await;
    }
    let replies: Vec<_> = room.received(order(1)).into_iter().map(|(_, reply)| reply).collect();
    assert_eq!(replies, [authorized(order(1)), authorized(order(1)), captured(order(1)), captured(order(1))]);
    assert_eq!(provider.effect(order(1)), Some(Effect::Captured));
}

#[tokio::test]
async fn a_void_before_the_authorization_refuses_it_for_good() {
    let provider = quick_mock();
    let room = Room::open(provider.clone()).await;
    assert_eq!(room.request(&void(order(1))).await, voided(order(1)));
    for _ in 0..2 {
        let late = room.request(&authorize(order(1), Some("tok_ok"))).await;
        assert_eq!(late, declined(order(1), "voided"));
    }
    assert_eq!(provider.effect(order(1)), None, "the provider was called for a voided order");
}

#[tokio::test]
async fn a_void_releases_what_was_authorized() {
    let provider = quick_mock();
    let room = Room::open(provider.clone()).await;
    room.request(&authorize(order(1), Some("tok_ok"))).await;
    assert_eq!(room.request(&void(order(1))).await, voided(order(1)));
    eventually("the provider has released it", SOON, async || {
        provider.effect(order(1)).filter(|effect| *effect == Effect::Released)
    })
    .await;
    assert_eq!(room.request(&capture(order(1))).await, capture_refused(order(1), "voided"));
}

#[tokio::test]
async fn a_void_gives_back_what_was_captured() {
    let provider = quick_mock();
    let room = Room::open(provider.clone()).await;
    room.request(&authorize(order(1), Some("tok_ok"))).await;
    room.request(&capture(order(1))).await;
    assert_eq!(room.request(&void(order(1))).await, voided(order(1)));
    eventually("the provider has given it back", SOON, async || {
        provider.effect(order(1)).filter(|effect| *effect == Effect::Refunded)
    })
    .await;
    assert_eq!(room.request(&capture(order(1))).await, capture_refused(order(1), "refunded"));
    assert_eq!(room.request(&authorize(order(1), None)).await, declined(order(1), "refunded"));
}

#[tokio::test]
async fn what_was_declined_is_not_captured() {
    let room = Room::open(quick_mock()).await;
    room.request(&authorize(order(1), Some("tok_decline"))).await;
    assert_eq!(room.request(&capture(order(1))).await, capture_refused(order(1), "declined"));
    assert_eq!(room.request(&void(order(1))).await, voided(order(1)));
}

#[tokio::test]
async fn the_first_charge_of_an_order_is_the_only_one() {
    let room = Room::open(quick_mock()).await;
    room.request(&authorize(order(1), Some("tok_decline"))).await;
    let second = PaymentCommand::Authorize {
        order_id: *order(1).as_uuid(),
        amount: 1,
        currency: "EUR".to_owned(),
        method: Some("tok_ok".to_owned()),
        owner: None,
        hold_ids: Vec::new(),
    };
    assert_eq!(room.request(&second).await, declined(order(1), "card declined"));
}

#[tokio::test]
async fn a_reply_stays_in_the_trace_of_its_order() {
    telemetry::init_for_tests();
    const ORDER: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    let room = Room::open(quick_mock()).await;
    for method in ["tok_ok", "tok_slow"] {
        let order = order(method.len() as u128);
        room.send_as(room.new_message_id(), &authorize(order, Some(method)), Some(ORDER)).await;
        room.replies(order, 1).await;
        let traceparent = room.received(order).remove(0).0.traceparent.unwrap();
        assert_eq!(trace_id_of(&traceparent), trace_id_of(ORDER), "{method}");
        assert_ne!(traceparent, ORDER, "the reply names the command's cause as its own");
    }
}
