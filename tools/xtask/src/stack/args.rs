//! The flags of `cargo xtask up`, which its keeper gets too.

use clap::Args;
use engines::stack::{INSTANCES_MAX, Links, Plan, SHIFT_MAX};
use engines::{Authority, Callers, Profile, Tls};

use super::folder::StackFolder;

#[derive(Args)]
pub(crate) struct UpArgs {
    /// Starts Jaeger too, which is built from source once
    #[arg(long)]
    pub(super) jaeger: bool,
    /// Of each service
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..=i64::from(INSTANCES_MAX)))]
    instances: u16,
    /// Added to every port
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u16).range(..=i64::from(SHIFT_MAX)))]
    shift: u16,
    /// Engines speak TLS alone and ask for passwords
    #[arg(long)]
    tls: bool,
    /// Runs debug builds
    #[arg(long)]
    debug: bool,
}

impl UpArgs {
    pub(super) fn profile(&self) -> Profile {
        if self.debug { Profile::Debug } else { Profile::Release }
    }

    pub(super) fn plan(&self) -> anyhow::Result<Plan> {
        let Self { jaeger, instances, shift, .. } = *self;
        let binaries = engines::binaries(self.profile())?;
        let (callers, extra_settings, links) = (Callers::Ignored, Vec::new(), Links::default());
        let tls = self.tls.then(certificate).transpose()?;
        Ok(Plan {
            binaries,
            callers,
            jaeger,
            has_gateway: true,
            instances,
            shift,
            extra_settings,
            links,
            tls,
        })
    }
}

/// The authority is kept, so that clients outside may go on trusting it.
fn certificate() -> anyhow::Result<Tls> {
    let folder = StackFolder::open()?.path().join("tls");
    Authority::open(&folder)?.issue("engine", "IP:127.0.0.1,DNS:localhost")
}
