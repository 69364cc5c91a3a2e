//! `cargo xtask bench`: builds the bench optimized, and becomes it.

use std::os::unix::process::CommandExt;
use std::process::Command;

use anyhow::Context;
use engines::Profile;

pub(crate) fn run(flags: &[String]) -> anyhow::Result<()> {
    let binary = engines::build(&["bench"], Profile::Release)?.join("bench");
    let error = Command::new(&binary).args(flags).exec();
    Err(error).with_context(|| format!("cannot start {}", binary.display()))
}
