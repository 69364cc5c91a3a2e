//! `cargo xtask services`: whatever follows from the list of services and from the binaries is written anew.

use engines::Profile;
use ops::{helm, services, terminal};

use crate::{clients, contracts, settings, workspace};

pub(crate) fn write() -> anyhow::Result<()> {
    services::write()?;
    // The manifests may have new lines, and everything below is built as the lock file says.
    terminal::output("cargo", &["metadata", "--format-version", "1"])?;
    let binaries = engines::build(&workspace::products(), Profile::Debug)?;
    settings::write(&binaries)?;
    contracts::write(&binaries)?;
    clients::write_types()?;
    helm::write()
}
