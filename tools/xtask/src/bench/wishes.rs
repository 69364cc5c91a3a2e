//! What was typed: which paths, and how much time there is for them.

use anyhow::{Context, bail, ensure};

use super::measure::Pace;
use super::paths::PATHS;

#[derive(Debug, PartialEq)]
pub(super) struct Wishes {
    /// In the order in which they are told, whatever the order in which they were typed.
    pub(super) paths: Vec<&'static str>,
    pub(super) pace: Pace,
}

impl Wishes {
    pub(super) fn parse(typed: &[String]) -> anyhow::Result<Self> {
        let (mut named, mut pace) = (Vec::new(), Pace::default());
        let mut typed = typed.iter().map(String::as_str);
        while let Some(word) = typed.next() {
            let mut number = || typed.next().with_context(|| format!("{word} needs a number"));
            match word {
                "--seconds" => pace.seconds = number()?.parse()?,
                "--rounds" => pace.rounds = number()?.parse()?,
                path if PATHS.contains(&path) => named.push(path),
                other => {
                    bail!("`bench` knows --seconds N, --rounds N and {}, and not {other}", PATHS.join(", "))
                }
            }
        }
        ensure!((0.1..=60.0).contains(&pace.seconds), "a take has from 0.1 to 60 seconds");
        ensure!((1..=100).contains(&pace.rounds), "there are from 1 to 100 rounds");
        let paths = PATHS.into_iter().filter(|path| named.is_empty() || named.contains(path)).collect();
        Ok(Self { paths, pace })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(typed: &[&str]) -> anyhow::Result<Wishes> {
        Wishes::parse(&typed.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn all_paths_unless_some_are_named() {
        assert_eq!(parse(&[]).unwrap(), Wishes { paths: PATHS.to_vec(), pace: Pace::default() });
        let some = parse(&["hold-redis", "--seconds", "0.5", "hold-embedded", "--rounds", "2"]).unwrap();
        assert_eq!(some.paths, ["hold-embedded", "hold-redis"]);
        assert_eq!(some.pace, Pace { seconds: 0.5, rounds: 2 });
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for wrong in [&["holds"][..], &["--rounds"], &["--rounds", "0"], &["--seconds", "soon"]] {
            assert!(parse(wrong).is_err(), "{wrong:?}");
        }
    }
}
