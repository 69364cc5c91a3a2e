#![doc = include_str!("../README.md")]

// What an order is, how it proceeds, and how it is recorded.
pub mod domain;
pub mod store;

// What the service needs from others, and its use cases.
pub mod app;
pub mod ports;

// Requests, calls of other services, messages and time.
pub mod api;
pub mod http;
mod messages;
mod workers;

pub mod adapters;
pub mod config;
mod metrics;

use std::sync::Arc;

use bus::adapters::sql::{SqlOutbox, SqlParking};
use bus::{Bus, ConsumerLoop, Relay};
use contracts::api::OrderApi;
use lifecycle::{Tasks, Worker};
use primitives::{Clock, IdSource};
use server::{Mount, api_routes};
use sql::{Database, inbox};

pub use config::Config;
pub use http::openapi;

use api::OrderRecords;
use app::audit::Audit;
use app::{Orders, SalesRecords, Tools};
use domain::OrderSecret;
use ports::{OtherBooks, Prices, Seats};
use store::OrderStore;

/// The service's name, also among neighbours and metrics.
pub const NAME: &str = contracts::services::ORDER.name;

/// What the service is made of.
pub struct Deps {
    /// Opened with [`store::MIGRATOR`].
    pub database: Database,
    pub bus: Arc<dyn Bus>,
    pub seats: Arc<dyn Seats>,
    pub prices: Arc<dyn Prices>,
    pub others: Arc<dyn OtherBooks>,
    pub clock: Arc<dyn Clock>,
    pub ids: Arc<dyn IdSource>,
    /// Shared by all processes of an installation: a retry has to find its order whichever process it reaches.
    pub secret: OrderSecret,
    /// The process's own, so that a stop waits for orders that are being placed.
    pub tasks: Tasks,
}

#[must_use]
pub fn build(config: Config, deps: Deps) -> Mount {
    let Deps { database, bus, seats, prices, others, clock, ids, secret, tasks } = deps;
    let store = OrderStore::new(database.clone());
    let audit = Arc::new(Audit::new(store.clone(), others, clock.clone(), config.timeouts));
    let sales = SalesRecords::new(store.clone(), config.timeouts.pin);
    let api = Arc::new(OrderRecords { sales, audit: audit.clone() });
    let check = Arc::new(store.clone());
    let tools = Tools { store, seats, prices, clock: clock.clone(), ids, secret, tasks };
    let orders = Arc::new(Orders::new(tools, config.timeouts, config.limits));
    let replies = ConsumerLoop {
        bus: bus.clone(),
        group: messages::GROUP,
        topics: messages::TOPICS,
        handler: Arc::new(messages::Replies(orders.clone())),
        parking: Arc::new(SqlParking::new(database.clone(), messages::GROUP, clock.clone())),
    };
    let outbox = Arc::new(SqlOutbox::new(database.clone(), clock.clone()));
    let relay = Relay::new(NAME, outbox, bus.clone(), clock.clone());
    let (timed, followed) = (orders.clone(), orders.clone());
    Mount {
        name: NAME,
        routes: http::routes(orders),
        internal: api_routes::<dyn OrderApi>(api),
        workers: vec![
            Worker::new("order.replies", |stop| async move { Ok(replies.run(stop.stopped()).await?) }),
            Worker::new("order.relay", |stop| async move {
                relay.run(stop.stopped()).await;
                Ok(())
            }),
            Worker::new("order.timers", move |stop| {
                workers::time_sagas::run(timed, config.sweep_every, stop)
            }),
            Worker::new("order.promises", move |stop| {
                workers::keep_promises::run(audit, config.verify_every, stop)
            }),
            Worker::new("order.follower", |stop| workers::follow_orders::run(followed, bus, stop)),
            Worker::new("order.inbox", |stop| async move {
                inbox::keep_pruned(&database, clock.as_ref(), stop.stopped()).await;
                Ok(())
            }),
        ],
        checks: vec![check],
        openapi: http::openapi(),
    }
}
