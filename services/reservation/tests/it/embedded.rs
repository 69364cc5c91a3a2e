//! The contract on the embedded store.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use lifecycle::Lifecycle;
use primitives::{FakeClock, RandomIds};
use reservation::adapters::sql::SqlSeats;
use reservation::ports::{SeatEngine, SeatStore};
use tempfile::TempDir;

use crate::seat_store_contract::{StoreUnderTest, seat_store_contract};

seat_store_contract!(embedded_seats, crate::embedded::open);

/// A store in a folder. Its writer ends when the last reference to the store is dropped.
pub(crate) struct Embedded {
    store: Arc<SqlSeats>,
    clock: Arc<FakeClock>,
    _folder: Arc<TempDir>,
}

pub(crate) async fn open() -> Embedded {
    reopen(Arc::new(TempDir::new().unwrap()), Arc::new(FakeClock::default())).await
}

/// With everything that an earlier store has left in the folder.
pub(crate) async fn reopen(folder: Arc<TempDir>, clock: Arc<FakeClock>) -> Embedded {
    let lifecycle = Lifecycle::new();
    let ids = Arc::new(RandomIds::default());
    let file = folder.path().join("reservation.db");
    let store = SqlSeats::open(&file, clock.clone(), ids, &lifecycle).await.unwrap();
    Embedded { store: Arc::new(store), clock, _folder: folder }
}

#[async_trait]
impl StoreUnderTest for Embedded {
    fn store(&self) -> Arc<dyn SeatStore> {
        self.store.clone()
    }

    fn engine(&self) -> Arc<dyn SeatEngine> {
        self.store.clone()
    }

    async fn pass(&self, time: Duration) {
        self.clock.advance(time);
    }
}

/// A store that the test has made itself, on a clock that stands still.
pub(crate) struct Borrowed(pub(crate) Arc<SqlSeats>);

#[async_trait]
impl StoreUnderTest for Borrowed {
    fn store(&self) -> Arc<dyn SeatStore> {
        self.0.clone()
    }

    fn engine(&self) -> Arc<dyn SeatEngine> {
        self.0.clone()
    }

    async fn pass(&self, _: Duration) {
        unreachable!("the clock of this store stands still")
    }
}
