//! What the services of one installation ask of each other over HTTP, one file per service that answers.
//!
//! These are no part of the public API: they are served on the internal listener alone. Fields that a reader does not know are passed
//! over, because two versions of a service live side by side while an installation is renewed. Times are whole microseconds since
//! 1970, as the stores keep them: nothing may be lost on the way.

pub mod catalog;
pub mod order;
pub mod outbox;
pub mod packed;
pub mod payment;
pub mod reservation;

/// Every internal path begins with this and the name of the service that answers.
pub const PREFIX: &str = "/internal";
