//! The service in a folder of its own, with a client that sends commands and collects all replies.

use std::net::TcpListener;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use access::HoldTokens;
use bus::adapters::sqlite::{Retention, SqliteBus};
use bus::{Bus, Message, Publisher};
use contracts::messages::{PaymentCommand, PaymentReply};
use contracts::topics::Topic;
use lifecycle::Lifecycle;
use payment::adapters::mock::MockProvider;
use payment::app::ProviderTimeouts;
use payment::config::MockSettings;
use payment::ports::Provider;
use payment::store::PaymentStore;
use payment::{Config, PaymentService};
use platform::{Parts, Platform};
use primitives::{Clock, IdSource, MessageId, OrderId, RandomIds, SystemClock};
use server::HttpConfig;
use settings::Secret;
use sql::Database;
use tempfile::TempDir;
use testkit::{Address, ApiClient, eventually};
use tokio::task::JoinHandle;
use uuid::Uuid;

pub(crate) const SOON: Duration = Duration::from_secs(30);

/// What a reply came as: twice the same id is one reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReceivedReply {
    pub(crate) id: MessageId,
    pub(crate) reply: PaymentReply,
    pub(crate) traceparent: Option<String>,
}

pub(crate) struct Room {
    pub(crate) api: ApiClient,
    pub(crate) database: Database,
    bus: Arc<SqliteBus>,
    received: Arc<Mutex<Vec<ReceivedReply>>>,
    lifecycle: Lifecycle,
    serving: JoinHandle<anyhow::Result<()>>,
    listening: JoinHandle<()>,
    ids: RandomIds,
    folder: TempDir,
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

pub(crate) async fn open_database(folder: &Path) -> Database {
    crate::engine::database(folder).await
}

impl Room {
    pub(crate) async fn open(provider: Arc<dyn Provider>) -> Self {
        Self::open_in(TempDir::new().unwrap(), provider, short_timeouts()).await
    }

    pub(crate) async fn open_in(
        folder: TempDir,
        provider: Arc<dyn Provider>,
        timeouts: ProviderTimeouts,
    ) -> Self {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let database = open_database(folder.path()).await;
        let bus = Arc::new(
            SqliteBus::open(&folder.path().join("bus.db"), clock.clone(), Retention::default())
                .await
                .unwrap(),
        );
        let received = Arc::new(Mutex::new(Vec::new()));
        let listening = listen(bus.clone(), received.clone()).await;
        let config = Config { timeouts, ..Config::default() };
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let api = ApiClient::new(Address::new(format!("http://{}", listener.local_addr().unwrap())));
        let lifecycle = Lifecycle::new();
        let platform = Platform::of_parts::<PaymentService>(Parts {
            clock,
            ids: Arc::new(RandomIds::default()),
            lifecycle: lifecycle.clone(),
            secret: Secret::new(b"secret".to_vec()),
            bus: bus.clone(),
            database: database.clone(),
        });
        let http = HttpConfig { threads: 1, ..HttpConfig::default() };
        let mounts = vec![payment::module(config, provider, &platform).await.unwrap().into_mount()];
        let serving = server::run(http, HoldTokens::new(b"secret"), mounts, listener, lifecycle.clone());
        #[expect(clippy::disallowed_methods, reason = "this task is the server")]
        let serving = tokio::task::spawn(serving);
        Self {
            api,
            database,
            bus,
            received,
            lifecycle,
            serving,
            listening,
            ids: RandomIds::default(),
            folder,
        }
    }

    /// Ends in good order and leaves the folder.
    pub(crate) async fn close(self) -> TempDir {
        self.lifecycle.stop();
        self.serving.await.unwrap().unwrap();
        self.listening.abort();
        self.folder
    }

    pub(crate) fn records(&self) -> PaymentStore {
        PaymentStore::new(self.database.clone())
    }

    pub(crate) fn new_message_id(&self) -> MessageId {
        self.ids.message_id(SystemClock.now())
    }

    pub(crate) async fn send(&self, command: &PaymentCommand) -> MessageId {
        let id = self.new_message_id();
        self.send_as(id, command, None).await;
        id
    }

    pub(crate) async fn send_as(&self, id: MessageId, command: &PaymentCommand, traceparent: Option<&str>) {
        let traceparent = traceparent.map(str::to_owned);
        let message = Message::compose(id, SystemClock.now(), traceparent, command).unwrap();
        self.bus.publish(&[message]).await.unwrap();
    }

    /// All replies about an order so far, each once, in order.
    pub(crate) fn received(&self, order: OrderId) -> Vec<ReceivedReply> {
        let received = self.received.lock().unwrap();
        let mut replies: Vec<ReceivedReply> = Vec::new();
        for reply in received.iter().filter(|received| received.reply.order_id() == *order.as_uuid()) {
            if !replies.iter().any(|known| known.id == reply.id) {
                replies.push(reply.clone());
            }
        }
        replies
    }

    /// Waits until there are this many replies about an order, and gives them.
    pub(crate) async fn replies(&self, order: OrderId, count: usize) -> Vec<PaymentReply> {
        eventually(&format!("{count} replies about order {order}"), SOON, async || {
            let replies: Vec<_> = self.received(order).into_iter().map(|received| received.reply).collect();
            (replies.len() >= count).then_some(replies)
        })
        .await
    }

    /// Waits until this reply was received, whatever else was.
    pub(crate) async fn receives(&self, reply: &PaymentReply) {
        let order = OrderId::from_uuid(reply.order_id());
        eventually(&format!("{reply:?}"), SOON, async || {
            self.received(order).iter().any(|received| received.reply == *reply).then_some(())
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

async fn listen(bus: Arc<SqliteBus>, received: Arc<Mutex<Vec<ReceivedReply>>>) -> JoinHandle<()> {
    let mut replies = bus.group("test", &[Topic::PAYMENT_REPLIES]).await.unwrap();
    #[expect(clippy::disallowed_methods, reason = "this task is the test's ear")]
    tokio::task::spawn(async move {
        loop {
            for delivery in replies.next().await.unwrap() {
                let Message { id, traceparent, .. } = delivery.message.clone();
                let reply = delivery.message.decode().unwrap();
                received.lock().unwrap().push(ReceivedReply { id, reply, traceparent });
                replies.commit(delivery.position);
            }
        }
    })
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

pub(crate) fn void_refused(order: OrderId, reason: &str) -> PaymentReply {
    PaymentReply::VoidRefused { order_id: *order.as_uuid(), reason: reason.to_owned() }
}
