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
pub mod workers;

use std::sync::Arc;

use bus::adapters::sql::{SqlOutbox, SqlParking};
use bus::{Bus, ConsumerLoop, Outbox, Parking, Relay};
use contracts::api::PaymentApi;
use contracts::topics::Topic;
use lifecycle::{ReadyCheck, Worker};
use primitives::Clock;
use server::{Mount, api_routes};
use sql::Database;

use self::adapters::mock::MockProvider;
use self::adapters::sql::SqlPayments;
use self::app::{Desk, PaymentRecords, Payments};
use self::messages::PaymentCommands;
use self::ports::{PaymentStore, Provider};

pub use config::Config;
pub use http::openapi;

/// The service's name, also among consumer groups and metrics.
pub const NAME: &str = contracts::services::PAYMENT.name;

/// What the service stands on.
pub struct Deps {
    pub store: Arc<dyn PaymentStore>,
    pub provider: Arc<dyn Provider>,
    pub bus: Arc<dyn Bus>,
    pub outbox: Arc<dyn Outbox>,
    pub parking: Arc<dyn Parking>,
    pub clock: Arc<dyn Clock>,
    pub checks: Vec<Arc<dyn ReadyCheck>>,
}

impl Deps {
    /// Records in `database` (made with [`adapters::sql::MIGRATOR`]), money moved by the mock.
    #[must_use]
    pub fn in_database(
        config: &Config,
        database: Database,
        bus: Arc<dyn Bus>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let store = Arc::new(SqlPayments::new(database.clone()));
        Self {
            store: store.clone(),
            provider: Arc::new(MockProvider::new(config.mock)),
            bus,
            outbox: Arc::new(SqlOutbox::new(database.clone(), clock.clone())),
            parking: Arc::new(SqlParking::new(database, NAME, clock.clone())),
            clock,
            checks: vec![store],
        }
    }
}

#[must_use]
pub fn build(config: Config, deps: Deps) -> Mount {
    let Deps { store, provider, bus, outbox, parking, clock, checks } = deps;
    let (desk, queue) = Desk::open();
    let internal = api_routes::<dyn PaymentApi>(Arc::new(PaymentRecords::new(store.clone())));
    let payments = Payments::new(store, provider, clock.clone(), config.patience, desk);
    let routes = http::routes(&payments);
    let relay = Relay::new(NAME, outbox, bus.clone(), clock);
    let handler = Arc::new(PaymentCommands(payments.clone()));
    let topics = &[Topic::PAYMENT_COMMANDS];
    let commands = ConsumerLoop { bus, group: NAME, topics, handler, parking };
    let (asking, forgetting) = (payments.clone(), payments.clone());
    let workers = vec![
        Worker::new("payment.provider", move |stop| workers::provider_desk::run(asking, queue, stop)),
        Worker::new("payment.recovery", move |stop| workers::recovery::run(payments, stop)),
        Worker::new("payment.forgetting", move |stop| workers::forgetting::run(forgetting, stop)),
        Worker::new("payment.commands", move |stop| async move { Ok(commands.run(stop.stopped()).await?) }),
        Worker::new("payment.relay", move |stop| async move {
            relay.run(stop.stopped()).await;
            Ok(())
        }),
    ];
    Mount { name: NAME, routes, internal, workers, checks, openapi: http::openapi() }
}
