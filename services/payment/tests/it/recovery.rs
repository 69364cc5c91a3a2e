//! What a stop, a crash, a bad row or a slow provider leaves behind is finished later.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use payment::adapters::mock::{Effect, MockProvider};
use payment::app::{Desk, Instruction, Job, Patience, Payments, Received, Settled};
use payment::domain::{Answer, Authorization};
use payment::ports::{Methods, PaymentStore, Provider, Request, Unknown};
use primitives::{OrderId, SystemClock};
use tempfile::TempDir;
use testkit::eventually;
use tokio::sync::Notify;

use crate::room::{
    Room, SOON, authorize, authorized, capture, captured, impatient, open_database, order, quick_mock, void,
    voided,
};

/// Gives no answer at all for as long as the gate is shut; then behaves as the mock.
struct Gated {
    mock: Arc<MockProvider>,
    gate: Notify,
    asked: AtomicU32,
}

impl Gated {
    fn shut() -> Arc<Self> {
        Arc::new(Self { mock: quick_mock(), gate: Notify::new(), asked: AtomicU32::new(0) })
    }

    async fn was_asked(&self) {
        eventually("the provider was asked", SOON, async || {
            (self.asked.load(Ordering::SeqCst) > 0).then_some(())
        })
        .await;
    }
}

#[async_trait]
impl Provider for Gated {
    fn methods(&self) -> Methods {
        self.mock.methods()
    }

    async fn authorize(&self, request: &Request) -> Result<Answer, Unknown> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        self.gate.notified().await;
        self.mock.authorize(request).await
    }

    async fn capture(&self, order: OrderId) -> Result<Answer, Unknown> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        self.gate.notified().await;
        self.mock.capture(order).await
    }

    async fn release(&self, order: OrderId) -> Result<Answer, Unknown> {
        self.mock.release(order).await
    }
}

#[tokio::test]
async fn a_payment_left_pending_by_a_stop_is_decided_after_the_restart() {
    let gated = Gated::shut();
    let room = Room::open(gated.clone()).await;
    room.send(&authorize(order(1), Some("tok_ok"))).await;
    gated.was_asked().await;
    let folder = room.close().await;

    let room = Room::open_in(folder, quick_mock(), impatient()).await;
    room.hears(&authorized(order(1))).await;
}

#[tokio::test]
async fn a_capture_left_open_by_a_stop_is_finished_after_the_restart() {
    let room = Room::open(quick_mock()).await;
    room.ask(&authorize(order(1), Some("tok_ok"))).await;
    let gated = Gated::shut();
    let room = Room::open_in(room.close().await, gated.clone(), impatient()).await;
    room.send(&capture(order(1))).await;
    gated.was_asked().await;

    let provider = quick_mock();
    let room = Room::open_in(room.close().await, provider.clone(), impatient()).await;
    room.hears(&captured(order(1))).await;
    assert_eq!(provider.effect(order(1)), Some(Effect::Captured));
}

#[tokio::test]
async fn a_provider_that_does_not_answer_in_time_is_asked_again() {
    let gated = Gated::shut();
    let room = Room::open(gated.clone()).await;
    room.send(&authorize(order(1), Some("tok_ok"))).await;
    eventually("the provider was asked twice", SOON, async || {
        (gated.asked.load(Ordering::SeqCst) >= 2).then_some(())
    })
    .await;
    gated.gate.notify_one();
    room.hears(&authorized(order(1))).await;
}

#[tokio::test]
async fn an_authorization_that_arrives_after_the_void_is_let_go_of() {
    let folder = TempDir::new().unwrap();
    let database = open_database(folder.path()).await;
    let records = Arc::new(payment::adapters::sql::SqlPayments::new(database));
    let gated = Gated::shut();
    // Two instances of the service on one database: the one that asks is not told of the void.
    let instance = || {
        let (desk, queue) = Desk::open();
        (Payments::new(records.clone(), gated.clone(), Arc::new(SystemClock), impatient(), desk), queue)
    };
    let ((asking, _queue), (voiding, _other_queue)) = (instance(), instance());
    let charge = payment::domain::Charge {
        money: primitives::Money { amount: 1, currency: primitives::Currency::KRW },
        method: Some("tok_ok".to_owned()),
    };
    let received = |number, instruction| Received { message: message(number), order: order(1), instruction };
    asking.handle(received(1, Instruction::Authorize(charge))).await.unwrap();

    let unaware = Notify::new();
    let ask = asking.settle(Job { order: order(1), known: None }, &unaware, std::future::pending());
    let void_meanwhile = async {
        gated.was_asked().await;
        voiding.handle(received(2, Instruction::Void)).await.unwrap();
        gated.gate.notify_one();
    };
    let (settled, ()) = tokio::join!(ask, void_meanwhile);
    assert_eq!(settled.unwrap(), Settled::Done);
    let payment = records.find(order(1)).await.unwrap().unwrap();
    assert_eq!(payment.authorization, Authorization::Voided { owes_release: false });
    assert_eq!(gated.mock.effect(order(1)), Some(Effect::Released));
}

#[tokio::test]
async fn a_void_does_not_wait_for_an_answer_that_is_on_its_way() {
    let gated = Gated::shut();
    let patient = Patience { answer: Duration::from_secs(60), due: Duration::from_secs(60), ..impatient() };
    let room = Room::open_in(TempDir::new().unwrap(), gated.clone(), patient).await;
    room.send(&authorize(order(1), Some("tok_ok"))).await;
    gated.was_asked().await;
    assert_eq!(room.ask(&void(order(1))).await, voided(order(1)));
    eventually("the provider was told to let go", SOON, async || {
        gated.mock.effect(order(1)).filter(|effect| *effect == Effect::Released)
    })
    .await;
}

#[tokio::test]
async fn a_row_that_nobody_can_read_holds_up_nobody() {
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

    let room = Room::open_in(room.close().await, quick_mock(), impatient()).await;
    for number in 2..=3 {
        room.hears(&authorized(order(number))).await;
    }
    room.send(&void(order(1))).await;
    for number in 100..120 {
        assert_eq!(room.ask(&authorize(order(number), Some("tok_ok"))).await, authorized(order(number)));
    }
    assert!(room.heard(order(1)).is_empty());
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
