//! `cargo xtask chaos`: random faults while people buy, for as long as one likes.

use clap::Args;

use crate::workspace;

#[derive(Args)]
pub(crate) struct ChaosArgs {
    /// Repeats the faults of an earlier run; another seed each time unless given
    #[arg(long)]
    seed: Option<u64>,
    #[arg(long, default_value_t = 1)]
    minutes: u64,
}

pub(crate) fn run(args: &ChaosArgs) -> anyhow::Result<()> {
    let seed = args.seed.unwrap_or_else(|| std::process::id().into());
    println!("the same faults again: cargo xtask chaos --seed {seed} --minutes {}", args.minutes);
    engines::install()?;
    let (seed, seconds) = (seed.to_string(), (args.minutes * 60).to_string());
    workspace::test_on_engines("chaos", &[("CHAOS_SEED", &seed), ("CHAOS_SECONDS", &seconds)]).map(drop)
}
