//! The use cases of reservation: what may be asked of it, by HTTP, over the bus, or by a neighbour in the same process.

mod claim_seats;
mod extend_hold;
mod healing;
mod hold_seats;
mod limits;
mod read_records;
mod rebuild;
mod release_hold;
mod repair;
mod settle_order;
mod sweep;

use std::sync::Arc;

use bus::Outbox;
use lifecycle::Tasks;
use primitives::{Clock, EventId, IdSource};

pub use extend_hold::ExtendRequest;
pub use hold_seats::HoldRequest;
pub use limits::Limits;
pub use rebuild::{RebuildError, Rebuilds, words};
pub use repair::RepairError;
pub use settle_order::{Asked, SettleError};

pub use crate::ports::{Claimed, EventMeta, Snapshot};

use crate::ports::{Events, InstallError, Sales, SeatStore, SnapshotError, Unavailable};

/// Everything that handlers, consumers and workers hold.
pub struct Reservations {
    store: Arc<dyn SeatStore>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
    limits: Limits,
    rebuilds: Option<Arc<Rebuilds>>,
}

impl Reservations {
    #[must_use]
    pub fn new(
        store: Arc<dyn SeatStore>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn IdSource>,
        limits: Limits,
    ) -> Self {
        Self { store, clock, ids, limits, rebuilds: None }
    }

    /// For a store that may lose what it has: it is built up from what these say, and compared with them from time to time.
    #[must_use]
    pub fn healed_by(mut self, sales: Arc<dyn Sales>, events: Arc<dyn Events>, tasks: Tasks) -> Self {
        let rebuilds = Rebuilds::new(self.store, sales, events, tasks);
        self.store = Arc::new(healing::HealingSeats { rebuilds: rebuilds.clone() });
        self.rebuilds = Some(rebuilds);
        self
    }

    /// None: the store loses nothing.
    #[must_use]
    pub fn rebuilds(&self) -> Option<&Arc<Rebuilds>> {
        self.rebuilds.as_ref()
    }

    /// The store as the use cases see it.
    #[must_use]
    pub fn store(&self) -> &Arc<dyn SeatStore> {
        &self.store
    }

    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Makes the event's seats exist, or moves the time at which they go on sale. Repeated, it changes nothing.
    pub async fn install(&self, meta: EventMeta) -> Result<u64, InstallError> {
        self.store.install(meta).await
    }

    /// What the public is to see of the event's seats, and which changes are counted in.
    pub async fn snapshot(&self, event: EventId) -> Result<Snapshot, SnapshotError> {
        self.store.snapshot(event).await
    }

    /// The seat events and the replies that wait to be published.
    #[must_use]
    pub fn outbox(&self) -> Arc<dyn Outbox> {
        self.store.outbox()
    }

    pub async fn check(&self) -> Result<(), Unavailable> {
        self.store.check().await
    }
}
