#![doc = include_str!("../README.md")]

pub mod adapters;
mod api;
pub mod app;
pub mod config;
pub mod domain;
pub mod http;
pub mod messages;
pub mod metrics;
pub mod ports;
pub mod store;
pub mod workers;

use std::sync::Arc;

use bus::adapters::sql::{SqlOutbox, SqlParking};
use bus::{Bus, ConsumerLoop, Relay};
use contracts::api::PaymentApi;
use contracts::topics::Topic;
use lifecycle::{ReadyCheck, Worker};
use primitives::Clock;
use server::{Mount, api_routes};
use sql::{Database, inbox};

use self::adapters::mock::MockProvider;
use self::app::{PaymentRecords, Payments, ProviderQueue};
use self::messages::PaymentCommands;
use self::ports::Provider;
use self::store::PaymentStore;

pub use config::Config;
pub use http::openapi;

/// The service's name, also among consumer groups and metrics.
pub const NAME: &str = contracts::services::PAYMENT.name;

/// What the service stands on.
pub struct Deps {
    /// Opened with [`store::MIGRATOR`].
    pub database: Database,
    pub provider: Arc<dyn Provider>,
    pub bus: Arc<dyn Bus>,
    pub clock: Arc<dyn Clock>,
}

impl Deps {
    /// Records in `database`, money moved by the mock.
    #[must_use]
    pub fn in_database(
        config: &Config,
        database: Database,
        bus: Arc<dyn Bus>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { database, provider: Arc::new(MockProvider::new(config.mock)), bus, clock }
    }
}

#[must_use]
pub fn build(config: Config, deps: Deps) -> Mount {
    let Deps { database, provider, bus, clock } = deps;
    let store = PaymentStore::new(database.clone());
    let (queue, receiver) = ProviderQueue::open();
    let internal = api_routes::<dyn PaymentApi>(Arc::new(PaymentRecords::new(store.clone())));
    let payments = Payments::new(store.clone(), provider, clock.clone(), config.timeouts, queue);
    let routes = http::routes(&payments);
    let outbox = Arc::new(SqlOutbox::new(database.clone(), clock.clone()));
    let relay = Relay::new(NAME, outbox, bus.clone(), clock.clone());
    let commands = ConsumerLoop {
        bus,
        group: NAME,
        topics: &[Topic::PAYMENT_COMMANDS],
        handler: Arc::new(PaymentCommands(payments.clone())),
        parking: Arc::new(SqlParking::new(database.clone(), NAME, clock.clone())),
    };
    let dispatched = payments.clone();
    let workers = vec![
        Worker::new("payment.provider", move |stop| {
            workers::provider_dispatcher::run(dispatched, receiver, stop)
        }),
        Worker::new("payment.recovery", move |stop| workers::recovery::run(payments, stop)),
        Worker::new("payment.inbox", |stop| async move {
            inbox::keep_pruned(&database, clock.as_ref(), stop.stopped()).await;
            Ok(())
        }),
        Worker::new("payment.commands", move |stop| async move { Ok(commands.run(stop.stopped()).await?) }),
        Worker::new("payment.relay", move |stop| async move {
            relay.run(stop.stopped()).await;
            Ok(())
        }),
    ];
    let checks: Vec<Arc<dyn ReadyCheck>> = vec![Arc::new(store)];
    Mount { name: NAME, routes, internal, workers, checks, openapi: http::openapi() }
}
