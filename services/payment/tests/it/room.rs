//! The service on a storage of its own, with a client that sends commands and collects all replies.

use std::sync::Arc;
use std::time::Duration;

use bus::Message;
use contracts::messages::{PaymentCommand, PaymentReply};
use contracts::topics::Topic;
use payment::adapters::mock::MockProvider;
use payment::app::ProviderTimeouts;
use payment::config::MockSettings;
use payment::ports::Provider;
use payment::store::PaymentStore;
use payment::{Config, PaymentService};
use primitives::{MessageId, OrderId, SystemClock};
use service_harness::{Recorder, RunningService, ServiceHarness, Storage};
use sql::Database;
use testkit::{ApiClient, eventually};
use uuid::Uuid;

use crate::RECORDS;

pub(crate) const SOON: Duration = Duration::from_secs(30);

pub(crate) struct Room {
    pub(crate) api: ApiClient,
    pub(crate) database: Database,
    service: RunningService,
    recorder: Recorder,
}

/// With short timeouts.
pub(crate) fn short_timeouts() -> ProviderTimeouts {
    ProviderTimeouts {
        call: Duration::from_millis(500),
        backoff_min: Duration::from_millis(5),
        backoff_max: Duration::from_millis(50),
        lease: Duration::from_millis(200),
    }
}

pub(crate) fn mock(settings: MockSettings) -> Arc<MockProvider> {
    Arc::new(MockProvider::new(settings))
}

/// The mock as it is by default, but for a `tok_slow` that a test can wait for.
pub(crate) fn quick_mock() -> Arc<MockProvider> {
    mock(MockSettings { slow: Duration::from_millis(300), ..MockSettings::default() })
}

impl Room {
    pub(crate) async fn open(provider: Arc<dyn Provider>) -> Self {
        Self::open_in(Storage::new(RECORDS), provider, short_timeouts()).await
    }

    pub(crate) async fn open_in(
        storage: Storage,
        provider: Arc<dyn Provider>,
        timeouts: ProviderTimeouts,
    ) -> Self {
        let clock = Arc::new(SystemClock);
        let bus = Arc::new(storage.bus(clock.clone()).await);
        let recorder = Recorder::of(bus.as_ref(), &[Topic::PAYMENT_REPLIES]).await;
        let harness = ServiceHarness::open::<PaymentService>(storage, clock, bus).await;
        let config = Config { timeouts, ..Config::default() };
        let module = payment::module(config, provider, &harness.platform).await.unwrap();
        let service = harness.serve(ServiceHarness::http(), module);
        Self { api: service.api.clone(), database: service.database.clone(), service, recorder }
    }

    /// Ends in good order and leaves what outlives it.
    pub(crate) async fn close(self) -> Storage {
        self.service.close().await
    }

    pub(crate) fn records(&self) -> PaymentStore {
        PaymentStore::new(self.database.clone())
    }

    pub(crate) fn new_message_id(&self) -> MessageId {
        self.service.new_message_id()
    }

    pub(crate) async fn send(&self, command: &PaymentCommand) -> MessageId {
        self.service.send(command).await
    }

    pub(crate) async fn send_as(&self, id: MessageId, command: &PaymentCommand, traceparent: Option<&str>) {
        self.service.send_as(id, command, traceparent).await;
    }

    /// All replies about an order so far, each once, in order.
    pub(crate) fn received(&self, order: OrderId) -> Vec<(Message, PaymentReply)> {
        let mut received = self.recorder.received::<PaymentReply>();
        received.retain(|(_, reply)| reply.order_id() == *order.as_uuid());
        received
    }

    /// Waits until there are this many replies about an order, and gives them.
    pub(crate) async fn replies(&self, order: OrderId, count: usize) -> Vec<PaymentReply> {
        eventually(&format!("{count} replies about order {order}"), SOON, async || {
            let replies: Vec<_> = self.received(order).into_iter().map(|(_, reply)| reply).collect();
            (replies.len() >= count).then_some(replies)
        })
        .await
    }

    /// Waits until this reply was received, whatever else was.
    pub(crate) async fn receives(&self, reply: &PaymentReply) {
        let order = OrderId::from_uuid(reply.order_id());
        eventually(&format!("{reply:?}"), SOON, async || {
            self.received(order).iter().any(|(_, received)| received == reply).then_some(())
        })
        .await;
    }

    /// Sends a command and waits for the reply that it gets.
    pub(crate) async fn request(&self, command: &PaymentCommand) -> PaymentReply {
        let order = OrderId::from_uuid(command.order_id());
        let before = self.received(order).len();
        self.send(command).await;
        self.replies(order, before + 1).await.remove(before)
    }
}

pub(crate) fn order(number: u128) -> OrderId {
    OrderId::from_uuid(Uuid::from_u128(number))
}

pub(crate) fn authorize(order: OrderId, method: Option<&str>) -> PaymentCommand {
    PaymentCommand::Authorize {
        order_id: *order.as_uuid(),
        amount: 120_000,
        currency: "KRW".to_owned(),
        method: method.map(str::to_owned),
        owner: None,
        hold_ids: Vec::new(),
    }
}

pub(crate) fn capture(order: OrderId) -> PaymentCommand {
    PaymentCommand::Capture { order_id: *order.as_uuid() }
}

pub(crate) fn void(order: OrderId) -> PaymentCommand {
    PaymentCommand::Void { order_id: *order.as_uuid() }
}

pub(crate) fn authorized(order: OrderId) -> PaymentReply {
    PaymentReply::Authorized { order_id: *order.as_uuid() }
}

pub(crate) fn declined(order: OrderId, reason: &str) -> PaymentReply {
    PaymentReply::Declined { order_id: *order.as_uuid(), reason: reason.to_owned() }
}

pub(crate) fn captured(order: OrderId) -> PaymentReply {
    PaymentReply::Captured { order_id: *order.as_uuid() }
}

pub(crate) fn capture_refused(order: OrderId, reason: &str) -> PaymentReply {
    PaymentReply::CaptureRefused { order_id: *order.as_uuid(), reason: reason.to_owned() }
}

pub(crate) fn voided(order: OrderId) -> PaymentReply {
    PaymentReply::Voided { order_id: *order.as_uuid() }
}
