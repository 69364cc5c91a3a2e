#![doc = include_str!("../README.md")]

// What an order is and how it proceeds.
pub mod domain;

// What it needs, and what it can do.
pub mod app;
pub mod ports;

// How it is asked, answered and reminded.
pub mod http;
mod messages;
mod workers;

pub mod adapters;
pub mod api;
pub mod config;
mod metrics;

use std::sync::Arc;

use bus::{Bus, ConsumerLoop, Relay};
use contracts::api::OrderApi;
use lifecycle::{Tasks, Worker};
use primitives::{Clock, IdSource};
use server::{Mount, api_routes};

pub use config::Config;
pub use http::openapi;

use adapters::Records;
use api::OrderRecords;
use app::{Orders, Tools};
use domain::OrderSecret;
use ports::{OtherBooks, Prices, Seats};

/// The service's name, also among neighbours and metrics.
pub const NAME: &str = contracts::services::ORDER.name;

/// What the service is made of.
pub struct Deps {
    pub records: Records,
    pub bus: Arc<dyn Bus>,
    pub seats: Arc<dyn Seats>,
    pub prices: Arc<dyn Prices>,
    pub others: Arc<dyn OtherBooks>,
    pub clock: Arc<dyn Clock>,
    pub ids: Arc<dyn IdSource>,
    /// Shared by all processes of an installation: a retry has to find its order whichever of them it reaches.
    pub secret: OrderSecret,
    /// The process's own, so that a stop waits for orders that are being placed.
    pub tasks: Tasks,
}

#[must_use]
pub fn build(config: Config, deps: Deps) -> Mount {
    let Deps { records, bus, seats, prices, others, clock, ids, secret, tasks } = deps;
    let Records { store, books, outbox, parking, check } = records;
    let api = Arc::new(OrderRecords::new(store.clone(), books, others, clock.clone(), config.pace));
    let audit = api.audit.clone();
    let tools = Tools { store, seats, prices, clock: clock.clone(), ids, secret, tasks };
    let orders = Arc::new(Orders::new(tools, config.pace, config.limits));
    let replies = ConsumerLoop {
        bus: bus.clone(),
        group: messages::GROUP,
        topics: messages::TOPICS,
        handler: Arc::new(messages::Replies(orders.clone())),
        parking,
    };
    let relay = Relay::new(NAME, outbox, bus.clone(), clock);
    let (timed, followed, forgetful) = (orders.clone(), orders.clone(), orders.clone());
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
            Worker::new("order.forgetting", |stop| workers::forget_heard::run(forgetful, stop)),
        ],
        checks: vec![check],
        openapi: http::openapi(),
    }
}
