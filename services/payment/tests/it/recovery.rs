//! What a stop, a crash, a damaged row or a slow provider leaves behind is finished later.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use payment::PaymentService;
use payment::adapters::mock::{Effect, MockProvider};
use payment::app::{
    IncomingCommand, Instruction, Payments, ProviderQueue, ProviderTimeouts, ProviderWork, SettleOutcome,
};
use payment::domain::{Authorization, ProviderResponse};
use payment::ports::{AuthorizationRequest, Methods, OutcomeUnknown, Provider};
use primitives::{OrderId, SystemClock};
use service_harness::Storage;
use testkit::eventually;
use tokio::sync::Notify;
use tracing::Span;

use crate::RECORDS;
use crate::room::{
    Room, SOON, authorize, authorized, capture, captured, order, quick_mock, short_timeouts, void, voided,
};

/// Does not respond while the gate is shut; then behaves as the mock.
struct Gated {
    mock: Arc<MockProvider>,
    gate: Notify,
    called: AtomicU32,
}

impl Gated {
    fn shut() -> Arc<Self> {
        Arc::new(Self { mock: quick_mock(), gate: Notify::new(), called: AtomicU32::new(0) })
    }

    async fn was_called(&self) {
        eventually("the provider was called", SOON, async || {
            (self.called.load(Ordering::SeqCst) > 0).then_some(())
        })
        .await;
    }
}

#[async_trait]
impl Provider for Gated {
    fn methods(&self) -> Methods {
        self.mock.methods()
    }

    async fn authorize(&self, request: &AuthorizationRequest) -> Result<ProviderResponse, OutcomeUnknown> {
        self.called.fetch_add(1, Ordering::SeqCst);
        self.gate.notified().await;
        self.mock.authorize(request).await
    }

    async fn capture(&self, order: OrderId) -> Result<ProviderResponse, OutcomeUnknown> {
        self.called.fetch_add(1, Ordering::SeqCst);
        self.gate.notified().await;
        self.mock.capture(order).await
    }

    async fn release(&self, order: OrderId) -> Result<ProviderResponse, OutcomeUnknown> {
        self.mock.release(order).await
    }

    async fn refund(&self, order: OrderId) -> Result<ProviderResponse, OutcomeUnknown> {
        self.mock.refund(order).await
    }
}

#[tokio::test]
async fn a_payment_left_pending_by_a_stop_is_decided_after_the_restart() {
    let gated = Gated::shut();
    let room = Room::open(gated.clone()).await;
    room.send(&authorize(order(1), Some("tok_ok"))).await;
    gated.was_called().await;
    let storage = room.close().await;

    let room = Room::open_in(storage, quick_mock(), short_timeouts()).await;
    room.receives(&authorized(order(1))).await;
}

#[tokio::test]
async fn a_capture_left_open_by_a_stop_is_finished_after_the_restart() {
    let room = Room::open(quick_mock()).await;
    room.request(&authorize(order(1), Some("tok_ok"))).await;
    let gated = Gated::shut();
    let room = Room::open_in(room.close().await, gated.clone(), short_timeouts()).await;
    room.send(&capture(order(1))).await;
    gated.was_called().await;

    let provider = quick_mock();
    let room = Room::open_in(room.close().await, provider.clone(), short_timeouts()).await;
    room.receives(&captured(order(1))).await;
    assert_eq!(provider.effect(order(1)), Some(Effect::Captured));
}

#[tokio::test]
async fn a_refund_overtakes_the_capture_in_flight_and_is_finished_after_the_restart() {
    let room = Room::open(quick_mock()).await;
    room.request(&authorize(order(1), Some("tok_ok"))).await;
    let gated = Gated::shut();
    let room = Room::open_in(room.close().await, gated.clone(), short_timeouts()).await;
    room.send(&capture(order(1))).await;
    gated.was_called().await;
    room.send(&void(order(1))).await;
    room.receives(&voided(order(1))).await;

    let provider = quick_mock();
    let room = Room::open_in(room.close().await, provider.clone(), short_timeouts()).await;
    eventually("nothing is owed", SOON, async || {
        (room.records().count_unsettled().await.unwrap() == 0).then_some(())
    })
    .await;
    let effects = [gated.mock.effect(order(1)), provider.effect(order(1))];
    assert!(effects.contains(&Some(Effect::Refunded)), "{effects:?}");
}

#[tokio::test]
async fn a_provider_call_that_times_out_is_repeated() {
    let gated = Gated::shut();
    let room = Room::open(gated.clone()).await;
    room.send(&authorize(order(1), Some("tok_ok"))).await;
    eventually("the provider was called twice", SOON, async || {
        (gated.called.load(Ordering::SeqCst) >= 2).then_some(())
    })
    .await;
    gated.gate.notify_one();
    room.receives(&authorized(order(1))).await;
}

#[tokio::test]
async fn an_authorization_that_arrives_after_the_void_is_released() {
    let storage = Storage::new(RECORDS);
    let database = storage.database::<PaymentService>().await;
    let records = payment::store::PaymentStore::new(database);
    let gated = Gated::shut();
    // Two instances of the service on one database: the one that calls the provider does not learn of the void.
    let instance = || {
        let (queue, receiver) = ProviderQueue::open();
        (
            Payments::new(records.clone(), gated.clone(), Arc::new(SystemClock), short_timeouts(), queue),
            receiver,
        )
    };
    let ((calling, _queue), (voiding, _other_queue)) = (instance(), instance());
    let charge = payment::domain::Charge {
        money: primitives::Money { amount: 1, currency: primitives::Currency::KRW },
        method: Some("tok_ok".to_owned()),
        owner: primitives::HoldOwner::Anonymous,
        holds: Vec::new(),
    };
    let received = |number, instruction| {
        [IncomingCommand { message: message(number), order: order(1), instruction, span: Span::none() }]
    };
    calling.handle(&received(1, Instruction::Authorize(charge))).await.unwrap();

    let unaware = Notify::new();
    let call =
        calling.settle(ProviderWork { order: order(1), known: None }, &unaware, std::future::pending());
    let void_meanwhile = async {
        gated.was_called().await;
        voiding.handle(&received(2, Instruction::Void)).await.unwrap();
        gated.gate.notify_one();
    };
    let (settled, ()) = tokio::join!(call, void_meanwhile);
    assert_eq!(settled.unwrap(), SettleOutcome::Settled);
    let payment = records.find(order(1)).await.unwrap().unwrap();
    assert_eq!(payment.authorization, Authorization::Voided { owes_release: false });
    assert_eq!(gated.mock.effect(order(1)), Some(Effect::Released));
}

#[tokio::test]
async fn a_void_does_not_wait_for_a_call_in_flight() {
    let gated = Gated::shut();
    let long_timeouts = ProviderTimeouts {
        call: Duration::from_secs(60),
        lease: Duration::from_secs(60),
        ..short_timeouts()
    };
    let room = Room::open_in(Storage::new(RECORDS), gated.clone(), long_timeouts).await;
    room.send(&authorize(order(1), Some("tok_ok"))).await;
    gated.was_called().await;
    assert_eq!(room.request(&void(order(1))).await, voided(order(1)));
    eventually("the provider has released it", SOON, async || {
        gated.mock.effect(order(1)).filter(|effect| *effect == Effect::Released)
    })
    .await;
}

#[tokio::test]
async fn a_row_that_cannot_be_decoded_blocks_no_other() {
    let gated = Gated::shut();
    let room = Room::open(gated.clone()).await;
    for number in 1..=3 {
        room.send(&authorize(order(number), Some("tok_ok"))).await;
    }
    eventually("all three are pending", SOON, async || {
        (room.records().count_unsettled().await.unwrap() == 3).then_some(())
    })
    .await;
    let mut tx = room.database.begin().await.unwrap();
    sql::query("UPDATE payments SET state = 'NONSENSE' WHERE order_id = ?")
        .bind(order(1).to_string())
        .execute(&mut tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let room = Room::open_in(room.close().await, quick_mock(), short_timeouts()).await;
    for number in 2..=3 {
        room.receives(&authorized(order(number))).await;
    }
    room.send(&void(order(1))).await;
    for number in 100..120 {
        assert_eq!(room.request(&authorize(order(number), Some("tok_ok"))).await, authorized(order(number)));
    }
    assert!(room.received(order(1)).is_empty());
}

#[tokio::test]
async fn a_stop_does_not_wait_for_the_provider() {
    let room = Room::open(quick_mock()).await;
    for number in 1..=20 {
        room.send(&authorize(order(number), Some("tok_timeout"))).await;
    }
    eventually("all of them are pending", SOON, async || {
        (room.records().count_unsettled().await.unwrap() == 20).then_some(())
    })
    .await;
    tokio::time::timeout(Duration::from_secs(30), room.close()).await.unwrap();
}

fn message(number: u128) -> primitives::MessageId {
    primitives::MessageId::from_uuid(uuid::Uuid::from_u128(number))
}
