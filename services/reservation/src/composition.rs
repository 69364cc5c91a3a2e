//! How the parts of the service become one module, whatever engine is below its reservations.

use std::sync::Arc;

use contracts::api::ReservationApi;
use contracts::topics::Topic;
use platform::{Module, Platform};
use server::{Answers, KeyedAnswers};
use sql::Database;

use crate::app::Reservations;
use crate::config::Config;
use crate::http;
use crate::messages::ReservationCommands;
use crate::messages::order_events::OrderEvents;
use crate::ports::RELEASES_KNOWN_FOR;
use crate::workers::readiness::{SalesKnown, SeatStoreAnswers};
use crate::workers::{gating, rebuilding, repairing, sweeping};

/// Around reservations that their caller keeps a hand on. Messages that are no commands at all are parked in `database`; every command has a
/// reply. `answers` is what calls under an idempotency key were answered.
pub fn module(
    config: Config,
    reservations: Arc<Reservations>,
    answers: Arc<dyn Answers>,
    database: Option<&Database>,
    platform: &Platform,
) -> anyhow::Result<Module> {
    let answers = KeyedAnswers::new(answers, RELEASES_KNOWN_FOR, platform.tasks());
    let (swept, pruned, over) = (reservations.clone(), reservations.clone(), reservations.clone());
    let (door, organizations) = (platform.stream_door(), platform.event_organizations()?);
    let mut module = platform
        .module()
        .routes(http::routes(reservations.clone(), answers.clone(), door, organizations))
        .keeps_answers(answers)
        .api::<dyn ReservationApi>(reservations.clone())
        .consumer(&[Topic::RESERVATION_COMMANDS], ReservationCommands(reservations.clone()), database)
        .relay(reservations.outbox())
        .follow(Topic::ORDER_EVENTS, OrderEvents(reservations.bought().clone()))
        .every("sweeper", config.sweep_every, move || sweeping::free_lapsed(swept.clone()))
        .every("pruning", sweeping::PRUNE_EVERY, move || sweeping::prune(pruned.clone()))
        .every("forgetting", sweeping::FORGET_EVENTS_EVERY, move || sweeping::forget_events(over.clone()));
    if let Some(rebuilds) = reservations.rebuilds().cloned() {
        let repaired = rebuilds.clone();
        module = module.worker("rebuilding", move |stop| rebuilding::run(rebuilds, stop)).every(
            "repair",
            config.repair_every,
            move || repairing::repair_all(repaired.clone()),
        );
    }
    if let Some(gate) = reservations.gate().cloned() {
        let (followed, known) = (gate.clone(), gate.clone());
        module = module.worker("gate", move |stop| gating::follow(followed, stop)).every(
            "gate.report",
            gating::REPORT_EVERY,
            move || gating::report(gate.clone()),
        );
        module = module.check(SalesKnown(known));
    }
    Ok(module.check(SeatStoreAnswers(reservations)))
}
