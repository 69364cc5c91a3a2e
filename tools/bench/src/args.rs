//! The command line: which paths, and how much time each gets.

use clap::Parser;
use clap::builder::PossibleValuesParser;

use crate::measure::Timing;
use crate::paths::PATHS;

/// Measures each path beside what this machine can do at all, and writes docs/BENCHMARKS.md
#[derive(Debug, Parser)]
#[command(name = "cargo xtask bench")]
pub(crate) struct BenchArgs {
    /// All of them, unless some are named
    #[arg(value_name = "PATH", value_parser = PossibleValuesParser::new(PATHS))]
    named: Vec<String>,
    /// Length of a take
    #[arg(long, default_value_t = Timing::default().seconds, value_parser = seconds)]
    seconds: f64,
    /// Rounds that count; one more comes before them
    #[arg(long, default_value_t = Timing::default().rounds as u64, value_parser = clap::value_parser!(u64).range(1..=100))]
    rounds: u64,
}

impl BenchArgs {
    /// In the order in which they are measured and reported, whatever the order on the command line.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &'static str> {
        PATHS.into_iter().filter(|path| self.named.is_empty() || self.named.iter().any(|name| name == path))
    }

    pub(crate) fn timing(&self) -> Timing {
        Timing { seconds: self.seconds, rounds: self.rounds as usize }
    }
}

fn seconds(text: &str) -> Result<f64, String> {
    let seconds = text.parse().map_err(|_| format!("{text} is not a number"))?;
    if (0.1..=60.0).contains(&seconds) {
        Ok(seconds)
    } else {
        Err("a take has from 0.1 to 60 seconds".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Result<BenchArgs, clap::Error> {
        BenchArgs::try_parse_from([&["bench"], arguments].concat())
    }

    #[test]
    fn all_paths_are_measured_unless_some_are_named() {
        let all = parse(&[]).unwrap();
        assert_eq!(all.paths().collect::<Vec<_>>(), PATHS);
        assert_eq!(all.timing(), Timing::default());
        let some = parse(&["hold-redis", "--seconds", "0.5", "hold-embedded", "--rounds", "2"]).unwrap();
        assert_eq!(some.paths().collect::<Vec<_>>(), ["hold-embedded", "hold-redis"]);
        assert_eq!(some.timing(), Timing { seconds: 0.5, rounds: 2 });
    }

    #[test]
    fn unknown_paths_and_impossible_numbers_are_refused() {
        for wrong in
            [&["holds"][..], &["--rounds"], &["--rounds", "0"], &["--seconds", "soon"], &["--seconds", "0"]]
        {
            assert!(parse(wrong).is_err(), "{wrong:?}");
        }
    }
}
