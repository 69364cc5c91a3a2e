//! The whole system without docker: engines, services, nginx and Prometheus as children of one process, on ports and in a folder that the
//! caller chooses. `cargo xtask up` runs one, and the bench measures another beside it.

mod part;
mod parts;
mod plan;
mod running;
mod settings;

pub use part::is_ready;
pub use plan::{INSTANCES_MAX, Links, Plan, SHIFT_MAX, is_free};
pub use running::{Stack, Started};
pub use settings::{CALLER_LIMITS, SERVICE_SECRET, SERVICE_SECRET_NAME};

use std::path::PathBuf;

use contracts::services::ALL;

use crate::Profile;

/// Builds all services, and gives the folder of their binaries.
pub fn build_services(profile: Profile) -> anyhow::Result<PathBuf> {
    let names: Vec<&str> = ALL.iter().map(|service| service.name).collect();
    crate::build(&names, profile)
}
