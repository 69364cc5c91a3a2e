//! What a real system needs to be started by a test, and where its books are.

use std::path::Path;
use std::time::Duration;

use contracts::services::{ORDER, PAYMENT, ServiceInfo};
use sqlx::AnyPool;
use sqlx::any::{AnyPoolOptions, install_default_drivers};
use testkit::{Installation, Options, eventually};

use crate::audit::Books;
use crate::topic;

/// An instance that was killed leaves messages that wait until its lease has ended.
const PUBLISHED_WITHIN: Duration = Duration::from_secs(90);

pub(crate) fn demo() -> Options {
    let options = Options { ready_within: Duration::from_secs(60), ..Options::default() };
    options
        .env("HOLDFAST_DEMO", "true")
        .env("HOLDFAST_CALLER_HEADER", "trust")
        .env("HOLDFAST_ANONYMOUS", "open")
        // All buyers of a test are at one address.
        .env("HOLDFAST_CALLER_LIMITS", "false")
}

/// All binaries of the workspace lie beside each other.
pub(crate) fn binaries() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_holdfast")).parent().unwrap()
}

/// Ends the services once they have published everything, and opens what they have left in their stores. What an instance had not sent when
/// it was killed waits until its lease has ended, or for itself. Leases end `later` after a clock was wrong.
pub(crate) async fn closed_books(house: &mut Installation, later: Duration) -> Books {
    install_default_drivers();
    let engines = house.engines();
    let open = async |service: &ServiceInfo| -> AnyPool {
        AnyPoolOptions::new().max_connections(1).connect(&engines.database_url(service)).await.unwrap()
    };
    let (orders, payments) = (open(&ORDER).await, open(&PAYMENT).await);
    let topic = (engines.brokers(), format!("{}seat.events", engines.topic_prefix()));
    let mut books = Books { orders, payments, seats: None, seat_events: Vec::new() };
    let is_done = async || books.unsent().await.is_empty().then_some(());
    eventually("everything is published", PUBLISHED_WITHIN + later, is_done).await;
    println!("{}", house.verified(binaries()));
    house.stop().await;
    books.seat_events = topic::read_all(topic.0, topic.1).await;
    books
}
