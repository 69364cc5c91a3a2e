//! Where the books of the one process are.

use std::path::Path;

use sqlx::AnyPool;
use sqlx::any::{AnyPoolOptions, install_default_drivers};

use crate::Server;
use crate::audit::Books;

/// Ends the process, and opens what it has left in its data folder.
pub(crate) async fn closed_books(server: &mut Server) -> Books {
    server.stop().await;
    let binaries = Path::new(env!("CARGO_BIN_EXE_holdfast")).parent().unwrap();
    println!("{}", testkit::verified(binaries, &["--data", &server.data().display().to_string()]));
    install_default_drivers();
    let open = async |name: &str| -> AnyPool {
        let url = format!("sqlite://{}?mode=ro", server.data().join(name).display());
        AnyPoolOptions::new().max_connections(1).connect(&url).await.unwrap()
    };
    let log = "SELECT payload FROM log WHERE topic = 'seat.events' ORDER BY part, position";
    let seat_events = sqlx::query_scalar(log).fetch_all(&open("bus.db").await).await.unwrap();
    let (orders, payments) = (open("order.db").await, open("payment.db").await);
    let seats = Some(open("reservation.db").await);
    Books { orders, payments, seats, seat_events }
}
