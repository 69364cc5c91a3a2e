//! The embedded store: the contract, and what only a store of rows can be asked.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use primitives::{Clock, FakeClock, SeededIds};
use reservation::adapters::sql::SqlSeats;
use reservation::ports::SeatStore;
use server::Lifecycle;
use tempfile::TempDir;

use crate::seat_store_contract::{Bench, seat_store_contract};

seat_store_contract!(embedded_seats, crate::embedded::bench);

/// A store in a folder of its own.
pub(crate) struct Embedded {
    store: Arc<SqlSeats>,
    pub(crate) clock: Arc<FakeClock>,
    lifecycle: Lifecycle,
    pub(crate) folder: TempDir,
}

pub(crate) async fn bench() -> Embedded {
    let folder = TempDir::new().unwrap();
    let clock = Arc::new(FakeClock::default());
    let lifecycle = Lifecycle::new();
    let store = Arc::new(open(folder.path(), clock.clone(), &lifecycle).await);
    Embedded { store, clock, lifecycle, folder }
}

pub(crate) async fn open(folder: &Path, clock: Arc<dyn Clock>, lifecycle: &Lifecycle) -> SqlSeats {
    let ids = Arc::new(SeededIds::new(1));
    SqlSeats::open(&folder.join("reservation.db"), clock, ids, lifecycle).await.unwrap()
}

#[async_trait]
impl Bench for Embedded {
    fn store(&self) -> Arc<dyn SeatStore> {
        self.store.clone()
    }

    async fn pass(&self, time: Duration) {
        self.clock.advance(time);
    }
}

impl Drop for Embedded {
    fn drop(&mut self) {
        self.lifecycle.stop_now();
    }
}
