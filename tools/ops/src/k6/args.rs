//! The flags of `cargo xtask k6`.

use clap::{Args, ValueEnum};
use engines::Profile;
use engines::stack::INSTANCES_MAX;

#[derive(Args, Debug)]
pub struct K6Args {
    /// A script of k6/scenarios or k6/chaos, without its `.js`
    pub(super) name: String,
    /// How large the run is: the numbers of k6/profiles
    #[arg(long, value_enum, default_value_t = Size::Smoke)]
    pub(super) profile: Size,
    /// Loads what is running there, instead of starting a system
    #[arg(long, value_name = "URL", conflicts_with_all = ["stack", "debug"])]
    pub(super) against: Option<String>,
    /// The internal listener of its order service, where the books are compared
    #[arg(long, value_name = "URL", requires = "against", default_value = "http://127.0.0.1:9082")]
    pub(super) order_url: String,
    /// Starts the real stack instead of the single process; chaos scripts always do
    #[arg(long)]
    pub(super) stack: bool,
    /// Of each service of the stack
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..=i64::from(INSTANCES_MAX)))]
    pub(super) instances: u16,
    /// Runs debug builds
    #[arg(long)]
    debug: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Size {
    Smoke,
    Load,
    Peak,
}

impl Size {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Smoke => "smoke",
            Self::Load => "load",
            Self::Peak => "peak",
        }
    }
}

impl K6Args {
    pub(super) fn build(&self) -> Profile {
        if self.debug { Profile::Debug } else { Profile::Release }
    }
}
