#![doc = include_str!("../README.md")]

pub mod app;
pub mod config;
pub mod domain;
pub mod ports;

pub mod adapters;
mod api;
pub mod http;
mod messages;
mod metrics;
mod workers;

use std::sync::Arc;

use bus::{Bus, ConsumerLoop, Parking, Relay};
use contracts::api::ReservationApi;
use contracts::topics::Topic;
use lifecycle::Worker;
use primitives::Clock;
use server::{Mount, api_routes};

pub use config::Config;
pub use http::openapi;
pub use messages::ReservationCommands;

use app::Reservations;
use workers::readiness::SeatStoreAnswers;

/// The service's name, also among consumer groups and metrics.
pub const NAME: &str = contracts::services::RESERVATION.name;

/// What reservation is made of. Whoever builds the service keeps the [`Reservations`] too: its neighbours claim seats and take snapshots.
pub struct Deps {
    pub reservations: Arc<Reservations>,
    pub bus: Arc<dyn Bus>,
    /// For messages that are no commands at all; every command has a reply.
    pub parking: Arc<dyn Parking>,
    pub clock: Arc<dyn Clock>,
}

#[must_use]
pub fn build(config: Config, deps: Deps) -> Mount {
    let Deps { reservations, bus, parking, clock } = deps;
    let relay = Relay::new(NAME, reservations.outbox(), bus.clone(), clock);
    let handler = Arc::new(ReservationCommands(reservations.clone()));
    let topics = &[Topic::RESERVATION_COMMANDS];
    let commands = ConsumerLoop { bus, group: NAME, topics, handler, parking };
    let (sweeping, forgetting) = (reservations.clone(), reservations.clone());
    let mut workers = vec![
        Worker::new("reservation.sweeper", move |stop| {
            workers::sweeper::run(sweeping, config.sweep_every, stop)
        }),
        Worker::new("reservation.forgetting", move |stop| workers::forgetting::run(forgetting, stop)),
        Worker::new(
            "reservation.commands",
            move |stop| async move { Ok(commands.run(stop.stopped()).await?) },
        ),
        Worker::new("reservation.relay", move |stop| async move {
            relay.run(stop.stopped()).await;
            Ok(())
        }),
    ];
    if let Some(rebuilds) = reservations.rebuilds().cloned() {
        workers.push(Worker::new("reservation.rebuilding", move |stop| {
            workers::rebuilding::run(rebuilds, config.repair_every, stop)
        }));
    }
    Mount {
        name: NAME,
        routes: http::routes(reservations.clone()),
        internal: api_routes::<dyn ReservationApi>(reservations.clone()),
        workers,
        checks: vec![Arc::new(SeatStoreAnswers(reservations))],
        openapi: http::openapi(),
    }
}
