//! What the services of one installation call of each other: one trait a service, declared once.
//!
//! `declare_api!` writes the trait, its client over any [`Transport`], its late-bound handle within one process and its routes from one
//! list of calls. An `Arc` of the answering service is its own local client, so a caller never knows where its neighbour runs.
//!
//! None of this is part of the public API: it is served on the internal listener alone. Unknown fields are ignored, because two versions
//! of a service run side by side during an upgrade. Times are whole microseconds since 1970, as the stores keep them, so that nothing is
//! lost in transit.

#[macro_use]
mod declare;

mod answer;
mod call;
mod error;
mod local;
mod packed;
mod router;

pub mod catalog;
pub mod identity;
pub mod order;
pub mod outbox;
pub mod payment;
pub mod reservation;
pub mod waiting_room;

pub use answer::{Answer, NoContent};
pub use call::{Call, PREFIX, Reply, Route, Transport};
pub use catalog::CatalogApi;
pub use error::{CallError, Refusal};
pub use identity::IdentityApi;
pub use local::Local;
pub use order::OrderApi;
pub use packed::PackedSnapshot;
pub use payment::PaymentApi;
pub use reservation::ReservationApi;
pub use router::{Api, Pending, Router};
pub use waiting_room::WaitingRoomApi;
