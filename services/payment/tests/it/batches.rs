//! Commands and responses that come together: one unit of work, and each has the outcome that it would have had alone.

use std::sync::Arc;

use async_trait::async_trait;
use bus::{HandleError, Handler, Incoming, Message};
use contracts::messages::{PaymentCommand, PaymentReply};
use futures::future::join_all;
use payment::PaymentService;
use payment::adapters::mock::MockProvider;
use payment::app::{Payments, ProviderQueue, ProviderQueueReceiver, ProviderWork, SettleOutcome};
use payment::domain::{Authorization, ProviderResponse};
use payment::messages::PaymentCommands;
use payment::ports::{AuthorizationRequest, Methods, OutcomeUnknown, Provider};
use payment::store::PaymentStore;
use primitives::{IdSource, OrderId, RandomIds, SystemClock, Timestamp};
use service_harness::Storage;
use sql::Database;
use tokio::sync::Notify;
use tracing::Span;

use crate::RECORDS;
use crate::room::{
    Room, SOON, authorize, authorized, capture, captured, declined, order, quick_mock, short_timeouts, void,
    voided,
};

/// The service without its loops: what comes together is up to the test.
struct Desk {
    commands: PaymentCommands,
    payments: Payments,
    store: PaymentStore,
    database: Database,
    _queue: ProviderQueueReceiver,
    _storage: Storage,
}

impl Desk {
    async fn open(provider: Arc<dyn Provider>) -> Self {
        let storage = Storage::new(RECORDS);
        let database = storage.database::<PaymentService>().await;
        let store = PaymentStore::new(database.clone());
        let (queue, receiver) = ProviderQueue::open();
        let payments = Payments::new(store.clone(), provider, Arc::new(SystemClock), short_timeouts(), queue);
        let commands = PaymentCommands(payments.clone());
        Self { commands, payments, store, database, _queue: receiver, _storage: storage }
    }

    async fn state(&self, order: OrderId) -> Option<Authorization> {
        self.store.find(order).await.unwrap().map(|payment| payment.authorization)
    }

    async fn replies(&self) -> Vec<PaymentReply> {
        let outbox = bus::adapters::sql::SqlOutbox::new(self.database.clone(), Arc::new(SystemClock));
        let unsent = bus::Outbox::unsent(&outbox, 1_000).await.unwrap();
        unsent.iter().map(|message| message.decode().unwrap()).collect()
    }

    async fn damage(&self, order: OrderId) {
        self.set_state(order, "NONSENSE").await;
    }

    async fn set_state(&self, order: OrderId, state: &str) {
        let mut tx = self.database.begin().await.unwrap();
        sql::query("UPDATE payments SET state = ?, version = version + 1 WHERE order_id = ?")
            .bind(state)
            .bind(order.to_string())
            .execute(&mut tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    async fn settle(&self, order: OrderId) -> Result<SettleOutcome, payment::app::PaymentError> {
        let work = ProviderWork { order, known: None };
        self.payments.settle(work, &Notify::new(), std::future::pending()).await
    }
}

fn incoming(command: &PaymentCommand) -> Incoming {
    let at = Timestamp::from_micros(1);
    let message = Message::compose(RandomIds::default().message_id(at), at, None, command).unwrap();
    Incoming { message, span: Span::none() }
}

fn authorizations(numbers: impl Iterator<Item = u128>) -> Vec<Incoming> {
    numbers.map(|number| incoming(&authorize(order(number), Some("tok_ok")))).collect()
}

#[tokio::test]
async fn commands_of_one_order_are_carried_out_in_their_order() {
    let desk = Desk::open(quick_mock()).await;
    let commands = [
        authorize(order(1), Some("tok_ok")),
        void(order(2)),
        void(order(1)),
        authorize(order(2), Some("tok_ok")),
        authorize(order(3), Some("tok_ok")),
        authorize(order(1), Some("tok_ok")),
    ];
    let batch: Vec<Incoming> = commands.iter().map(incoming).collect();
    desk.commands.handle(&batch).await.unwrap();
    assert_eq!(desk.state(order(1)).await, Some(Authorization::Voided { owes_release: true }));
    assert_eq!(desk.state(order(2)).await, Some(Authorization::Voided { owes_release: false }));
    assert_eq!(desk.state(order(3)).await, Some(Authorization::Pending));
    let changed_twice = desk.store.find(order(1)).await.unwrap().unwrap();
    assert_eq!(changed_twice.version, 1, "it was written once");
    let replies =
        [voided(order(2)), voided(order(1)), declined(order(2), "voided"), declined(order(1), "voided")];
    let of = |order: OrderId, replies: &[PaymentReply]| -> Vec<PaymentReply> {
        replies.iter().filter(|reply| reply.order_id() == *order.as_uuid()).cloned().collect()
    };
    let found = desk.replies().await;
    for number in 1..=2 {
        assert_eq!(of(order(number), &found), of(order(number), &replies));
    }
    assert_eq!(found.len(), 4);
}

#[tokio::test]
async fn a_batch_that_is_delivered_again_in_other_parts_changes_nothing() {
    let desk = Desk::open(quick_mock()).await;
    let batch = authorizations(1..=64);
    desk.commands.handle(&batch).await.unwrap();
    for number in 1..=64 {
        desk.settle(order(number)).await.unwrap();
    }
    for part in batch.chunks(7) {
        desk.commands.handle(part).await.unwrap();
    }
    let twice = [incoming(&capture(order(1))), incoming(&void(order(99)))];
    let twice = [&twice[0], &twice[1], &twice[0]]
        .map(|one| Incoming { message: one.message.clone(), span: Span::none() });
    desk.commands.handle(&twice).await.unwrap();
    assert_eq!(desk.state(order(1)).await, Some(Authorization::Capturing));
    assert_eq!(desk.replies().await.len(), 65);
}

#[tokio::test]
async fn a_command_that_cannot_be_carried_out_is_named_as_poison_wherever_it_stands() {
    for position in [0, 1, 31, 62, 63] {
        let desk = Desk::open(quick_mock()).await;
        desk.commands.handle(&authorizations(1..=64)).await.unwrap();
        desk.damage(order(position + 1)).await;
        let captures: Vec<Incoming> = (1..=64).map(|number| incoming(&void(order(number)))).collect();
        let refused = desk.commands.handle(&captures).await;
        assert!(matches!(refused, Err(HandleError::Poison(_))), "{refused:?}");
        assert!(desk.replies().await.is_empty(), "nothing of a refused batch is kept");
        // As the consumer offers it again, down to the one at fault.
        for one in &captures {
            let one = Incoming { message: one.message.clone(), span: Span::none() };
            let at_fault = one.message.key == order(position + 1).to_string();
            assert_eq!(desk.commands.handle(&[one]).await.is_err(), at_fault);
        }
        assert_eq!(desk.replies().await.len(), 63);
    }
}

#[tokio::test]
async fn a_message_that_is_no_command_is_named_as_poison_and_the_others_are_not_touched() {
    let desk = Desk::open(quick_mock()).await;
    for position in [0, 32, 64] {
        let mut batch = authorizations(1..=64);
        let mut nonsense = incoming(&void(order(99)));
        nonsense.message.payload = "{".to_owned();
        batch.insert(position, nonsense);
        assert!(matches!(desk.commands.handle(&batch).await, Err(HandleError::Poison(_))));
    }
    assert_eq!(desk.store.count_unsettled().await.unwrap(), 0);
}

/// Everything succeeds at the same moment, once all have called.
struct Together {
    mock: Arc<MockProvider>,
    barrier: tokio::sync::Barrier,
}

impl Together {
    fn of(calls: usize) -> Arc<Self> {
        Arc::new(Self { mock: quick_mock(), barrier: tokio::sync::Barrier::new(calls) })
    }
}

#[async_trait]
impl Provider for Together {
    fn methods(&self) -> Methods {
        self.mock.methods()
    }

    async fn authorize(&self, request: &AuthorizationRequest) -> Result<ProviderResponse, OutcomeUnknown> {
        self.barrier.wait().await;
        self.mock.authorize(request).await
    }

    async fn capture(&self, order: OrderId) -> Result<ProviderResponse, OutcomeUnknown> {
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
async fn responses_that_come_together_are_each_recorded_once() {
    // More than share a unit of work.
    let desk = Desk::open(Together::of(150)).await;
    desk.commands.handle(&authorizations(1..=150)).await.unwrap();
    let settled = join_all((1..=150).map(|number| desk.settle(order(number)))).await;
    for settled in settled {
        assert_eq!(settled.unwrap(), SettleOutcome::Settled);
    }
    let mut replies = desk.replies().await;
    replies.sort_by_key(PaymentReply::order_id);
    let expected: Vec<PaymentReply> = (1..=150).map(|number| authorized(order(number))).collect();
    assert_eq!(replies, expected);
    assert_eq!(desk.store.count_unsettled().await.unwrap(), 0);
}

#[tokio::test]
async fn a_damaged_row_among_responses_fails_alone() {
    for damaged in [1, 20, 64] {
        let desk = Arc::new(Desk::open(Together::of(65)).await);
        desk.commands.handle(&authorizations(1..=65)).await.unwrap();
        let settling = (1..=65).map(|number| {
            let desk = desk.clone();
            async move {
                let payment = desk.store.find(order(number)).await.unwrap();
                if number == 65 {
                    // All others wait for this one, at the provider.
                    desk.damage(order(damaged)).await;
                }
                let work = ProviderWork { order: order(number), known: payment };
                desk.payments.settle(work, &Notify::new(), std::future::pending()).await
            }
        });
        for (number, settled) in (1..).zip(join_all(settling).await) {
            assert_eq!(settled.is_err(), number == damaged, "order {number}: {settled:?}");
        }
        assert_eq!(desk.replies().await.len(), 64);
    }
}

#[tokio::test]
async fn a_call_that_hangs_delays_no_other_order() {
    let room = Room::open(quick_mock()).await;
    for number in 1..=64 {
        let method = if number == 30 { "tok_timeout" } else { "tok_ok" };
        room.send(&authorize(order(number), Some(method))).await;
    }
    let others = || (1..=64).filter(|number| *number != 30).map(order);
    tokio::time::timeout(SOON, async {
        for order in others() {
            room.receives(&authorized(order)).await;
        }
        for order in others() {
            room.send(&capture(order)).await;
        }
        for order in others() {
            room.receives(&captured(order)).await;
        }
    })
    .await
    .unwrap();
    assert!(room.received(order(30)).is_empty());
}
