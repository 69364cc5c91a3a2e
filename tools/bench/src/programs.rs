//! The programs that a measurement starts, built in release mode.

use std::path::PathBuf;

use engines::Profile::Release;
use engines::stack;

/// The single process, which also compares the books.
pub(crate) fn holdfast() -> anyhow::Result<PathBuf> {
    Ok(engines::build(&["holdfast"], Release)?.join("holdfast"))
}

/// A floor is built together with this program.
pub(crate) fn floor(name: &str) -> anyhow::Result<PathBuf> {
    Ok(engines::binaries(Release)?.join(name))
}

/// Installs the engines and builds the services.
pub(crate) fn stack() -> anyhow::Result<()> {
    engines::install()?;
    stack::build_services(Release).map(drop)
}
