//! What was asked for on the command line.

use anyhow::{Context, bail, ensure};

const SECONDS: u32 = 60;
const SECONDS_MAX: u32 = 24 * 60 * 60;

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) targets: Vec<String>,
    /// For each of them.
    pub(super) seconds: u32,
}

impl Wanted {
    /// Names of targets, all of them where none is given, and `--seconds N`.
    pub(super) fn read(arguments: &[String], known: &[String]) -> anyhow::Result<Self> {
        let mut wanted = Self { targets: Vec::new(), seconds: SECONDS };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            if argument == "--seconds" {
                let seconds = arguments.next().and_then(|text| text.parse().ok());
                wanted.seconds = seconds.context("--seconds is followed by a whole number")?;
            } else if known.contains(argument) {
                wanted.targets.push(argument.clone());
            } else {
                bail!("no target is called {argument}; there are: {}", known.join(", "));
            }
        }
        ensure!((1..=SECONDS_MAX).contains(&wanted.seconds), "--seconds is a number from 1 to {SECONDS_MAX}");
        if wanted.targets.is_empty() {
            wanted.targets = known.to_vec();
        }
        Ok(wanted)
    }
}

/// Every program that the manifest of `tools/fuzz/` names.
pub(super) fn targets(manifest: &toml::Table) -> Vec<String> {
    let programs = manifest.get("bin").and_then(toml::Value::as_array).into_iter().flatten();
    programs.filter_map(|program| program.get("name")?.as_str().map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn whoever_names_nothing_gets_everything_for_a_minute() {
        let known = targets(&"[[bin]]\nname = \"path\"\n[[bin]]\nname = \"query\"\n".parse().unwrap());
        let wanted = |words: &[&str]| Wanted::read(&owned(words), &known);
        assert_eq!(wanted(&[]).unwrap(), Wanted { targets: owned(&["path", "query"]), seconds: 60 });
        let some = wanted(&["query", "--seconds", "5"]).unwrap();
        assert_eq!(some, Wanted { targets: owned(&["query"]), seconds: 5 });
        for wrong in [&["nothing"][..], &["--seconds"], &["--seconds", "0"], &["--seconds", "x"]] {
            assert!(wanted(wrong).is_err(), "{wrong:?} passed");
        }
    }
}
