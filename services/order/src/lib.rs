#![doc = include_str!("../README.md")]

// What an order is, how it proceeds, and how it is recorded.
pub mod domain;
pub mod store;

// What the service needs from others, and its use cases.
pub mod app;
pub mod ports;

// How it is called, answered and woken.
pub mod api;
pub mod http;
mod messages;
mod workers;

pub mod adapters;
pub mod config;
mod metrics;

use std::sync::Arc;
use std::time::Duration;

use access::HoldTokens;
use contracts::api::{CatalogApi, OrderApi, ReservationApi};
use contracts::services::{self, ServiceInfo};
use contracts::topics::Topic;
use platform::{Module, Platform, Service};
use server::{Endpoints, KeyedAnswers};
use settings::{Settings, SettingsError};
use sqlx::migrate::Migrator;
use utoipa::openapi::OpenApi;

pub use config::Config;
pub use http::openapi;

use adapters::neighbours::{CatalogPrices, NeighbourBooks, ReservedSeats};
use api::OrderRecords;
use app::audit::Audit;
use app::{Orders, SalesRecords, Tools};
use domain::OrderSecret;
use messages::Replies;
use messages::order_events::Changes;
use ports::{OtherBooks, Prices, Seats};
use store::{MIGRATOR, OrderStore};
use workers::{forgetting, keep_promises, time_sagas};

/// How long a repeated cancellation gets its first answer. The key of an order is kept with the order.
const ANSWERS_KEPT_FOR: Duration = Duration::from_secs(24 * 60 * 60);

pub struct OrderService;

impl Service for OrderService {
    const INFO: ServiceInfo = services::ORDER;
    type Config = Config;

    fn config(settings: &mut Settings) -> Result<Config, SettingsError> {
        Config::read(settings)
    }

    fn schema() -> &'static Migrator {
        &MIGRATOR
    }

    fn openapi() -> OpenApi {
        http::openapi()
    }

    fn endpoints() -> Vec<Endpoints> {
        http::endpoints()
    }

    async fn build(config: Config, platform: &Platform) -> anyhow::Result<Module> {
        let catalog = platform.client::<dyn CatalogApi>()?;
        let reservation = platform.client::<dyn ReservationApi>()?;
        let neighbours = Neighbours {
            seats: Arc::new(ReservedSeats(reservation.clone())),
            prices: Arc::new(CatalogPrices(catalog.clone())),
            others: Arc::new(NeighbourBooks {
                catalog,
                reservation,
                payment: platform.client()?,
                waiting_room: platform.client()?,
                guests: HoldTokens::new(platform.secret()).guests(),
            }),
        };
        module(config, neighbours, platform).await
    }
}

/// What order needs of other services.
pub struct Neighbours {
    pub seats: Arc<dyn Seats>,
    pub prices: Arc<dyn Prices>,
    pub others: Arc<dyn OtherBooks>,
}

/// Beside these neighbours.
pub async fn module(config: Config, neighbours: Neighbours, platform: &Platform) -> anyhow::Result<Module> {
    let Neighbours { seats, prices, others } = neighbours;
    let (database, clock) = (platform.database().await?, platform.clock());
    let store = OrderStore::new(database.clone());
    let audit = Arc::new(Audit::new(store.clone(), others, clock.clone(), config.timeouts));
    let sales = SalesRecords::new(store.clone(), clock.clone(), config.timeouts.pin);
    let tools = Tools {
        store,
        seats,
        prices,
        clock,
        ids: platform.ids(),
        secret: OrderSecret::new(platform.secret()),
        tasks: platform.tasks(),
    };
    let orders = Arc::new(Orders::new(tools, config.timeouts, config.limits));
    let records = OrderRecords { sales, audit: audit.clone(), orders: orders.clone() };
    let answers = KeyedAnswers::new(platform.answers(&database), ANSWERS_KEPT_FOR, platform.tasks());
    let (timed, pruned) = (orders.clone(), orders.clone());
    Ok(platform
        .module()
        .routes(http::routes(orders.clone(), answers.clone(), platform.stream_door()))
        .keeps_answers(answers)
        .api::<dyn OrderApi>(Arc::new(records))
        .consumer(messages::TOPICS, Replies(orders.clone()), Some(&database))
        .relay(platform.outbox(&database))
        .follow(Topic::ORDER_EVENTS, Changes(orders))
        .every("purchases", forgetting::PRUNE_EVERY, move || forgetting::prune(pruned.clone()))
        .worker("timers", move |stop| time_sagas::run(timed, config.sweep_every, stop))
        .worker("promises", move |stop| keep_promises::run(audit, config.verify_every, stop)))
}
