//! What a measurement needs, built in release mode, and where it lies.

use std::path::PathBuf;

use crate::{engines, stack, terminal};

/// The one process, which is also who compares the books.
pub(crate) fn holdfast() -> anyhow::Result<PathBuf> {
    release(&["--package", "holdfast"], "holdfast")
}

/// A small program of a crate, which measures what the crate stands on.
pub(crate) fn floor(package: &str, example: &str) -> anyhow::Result<PathBuf> {
    release(&["--package", package, "--example", example], &format!("examples/{example}"))
}

/// This program: a generator that was not optimized would be what is measured.
pub(crate) fn generator() -> anyhow::Result<PathBuf> {
    release(&["--package", "xtask"], "xtask")
}

/// The engines and the services.
pub(crate) fn stack() -> anyhow::Result<()> {
    engines::install()?;
    stack::build_services(false)
}

fn release(what: &[&str], binary: &str) -> anyhow::Result<PathBuf> {
    terminal::run("cargo", &[&["build", "--quiet", "--release", "--locked"], what].concat())?;
    Ok(terminal::target_folder()?.join("release").join(binary))
}
