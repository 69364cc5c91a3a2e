//! Binaries of this repository, built before they are started.

use std::env::current_exe;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, ensure};

use crate::repository_folder;

/// What `cargo run` tells a program of its package, and ring's build script looks at. Where another cargo that the program starts had the same,
/// ring and all above it would be compiled again whenever tools and people call cargo in turn.
const OF_CARGO_RUN: [&str; 6] = [
    "CARGO_MANIFEST_DIR",
    "CARGO_PKG_NAME",
    "CARGO_PKG_VERSION_MAJOR",
    "CARGO_PKG_VERSION_MINOR",
    "CARGO_PKG_VERSION_PATCH",
    "CARGO_PKG_VERSION_PRE",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    Debug,
    Release,
    /// What a visitor waits for: a debug build without what only engines need, compiled in a third of the time of a release build.
    Demo,
}

/// Of a release all that measurements start is built together: cargo unifies features over what is selected, and for another selection it
/// would compile most of it again.
const RELEASE: [&str; 6] = ["--release", "--workspace", "--exclude", "xtask", "--exclude", "model"];

impl Profile {
    fn selection<'a>(self, packages: &[&'a str]) -> Vec<&'a str> {
        let packages = packages.iter().flat_map(|package| ["--package", package]);
        match self {
            Self::Debug => packages.collect(),
            Self::Demo => packages.chain(["--no-default-features"]).collect(),
            Self::Release => RELEASE.to_vec(),
        }
    }

    fn folder(self) -> &'static str {
        match self {
            Self::Debug | Self::Demo => "debug",
            Self::Release => "release",
        }
    }
}

/// cargo, as a shell would call it.
#[must_use]
pub fn cargo() -> Command {
    let mut cargo = Command::new("cargo");
    for variable in OF_CARGO_RUN {
        cargo.env_remove(variable);
    }
    cargo
}

/// Builds at least the binaries of these packages, and gives the folder that has them.
pub fn build(packages: &[&str], profile: Profile) -> anyhow::Result<PathBuf> {
    build_with(packages, profile, &[])
}

/// The same, with variables that the build reads.
pub fn build_with(
    packages: &[&str],
    profile: Profile,
    variables: &[(&str, &str)],
) -> anyhow::Result<PathBuf> {
    let mut cargo = cargo();
    cargo.args(["build", "--locked", "--bins"]).current_dir(repository_folder());
    cargo.args(profile.selection(packages)).envs(variables.iter().copied());
    let status = cargo.status().context("cannot start cargo")?;
    ensure!(status.success(), "{} cannot be built ({status})", packages.join(", "));
    binaries(profile)
}

/// Where cargo puts binaries: tools are built by it too, so theirs are beside.
pub fn binaries(profile: Profile) -> anyhow::Result<PathBuf> {
    let own = current_exe()?;
    let target = own.ancestors().nth(2).context("this program is not in a folder of cargo")?;
    Ok(target.join(profile.folder()))
}
