//! `cargo xtask chaos`: everything goes wrong at random while people buy, for as long as one likes.

use anyhow::{Context, bail};

use crate::engines;

#[derive(Debug, PartialEq, Eq)]
struct Run {
    /// None: another one each time.
    seed: Option<u64>,
    minutes: u64,
}

pub(crate) fn run(flags: &[String]) -> anyhow::Result<()> {
    let Run { seed, minutes } = parse(flags)?;
    let seed = seed.unwrap_or_else(|| std::process::id().into());
    println!("the same faults again: cargo xtask chaos --seed {seed} --minutes {minutes}");
    engines::chaos_of(seed, minutes * 60).map(drop)
}

fn parse(flags: &[String]) -> anyhow::Result<Run> {
    let mut run = Run { seed: None, minutes: 1 };
    let mut flags = flags.iter();
    while let Some(flag) = flags.next() {
        let number = flags.next().with_context(|| format!("{flag} needs a number"))?;
        let number = number.parse().with_context(|| format!("{flag} cannot be `{number}`"))?;
        match flag.as_str() {
            "--seed" => run.seed = Some(number),
            "--minutes" => run.minutes = number,
            other => bail!("`chaos` knows --seed N and --minutes M, and not {other}"),
        }
    }
    Ok(run)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_unless_it_is_said_otherwise() {
        let parse = |flags: &[&str]| parse(&flags.iter().map(|flag| (*flag).to_owned()).collect::<Vec<_>>());
        assert_eq!(parse(&[]).unwrap(), Run { seed: None, minutes: 1 });
        assert_eq!(parse(&["--seed", "7", "--minutes", "5"]).unwrap(), Run { seed: Some(7), minutes: 5 });
        for wrong in [&["--seed"][..], &["--seed", "x"], &["--hours", "1"]] {
            assert!(parse(wrong).is_err(), "{wrong:?} passed");
        }
    }
}
