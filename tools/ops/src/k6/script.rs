//! The scripts of `k6/`, and how long each profile runs them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail};
use serde::Deserialize;

use super::args::Size;
use super::fault::{self, Strike};
use crate::repository;

const SCENARIOS: &str = "k6/scenarios";
const CHAOS: &str = "k6/chaos";

/// One script in one size.
#[derive(Debug)]
pub(super) struct Script {
    pub(super) name: String,
    pub(super) profile: &'static str,
    /// From the root of the repository.
    pub(super) path: String,
    /// What happens to the system meanwhile: nothing, unless it is a chaos script.
    pub(super) strikes: &'static [Strike],
    /// None where it runs until all buyers are done.
    pub(super) length: Option<Duration>,
}

impl Script {
    pub(super) fn find(name: &str, size: Size) -> anyhow::Result<Self> {
        let profile = size.name();
        let names = names()?;
        let Some((_, folder)) = names.iter().find(|(known, _)| known == name) else {
            let names: Vec<&str> = names.iter().map(|(known, _)| known.as_str()).collect();
            bail!("no script is called {name}; there are: {}", names.join(", "));
        };
        let numbers = numbers(profile)?;
        let numbers = numbers.get(name).with_context(|| format!("the profile {profile} lacks {name}"))?;
        let length = numbers.seconds.map(Duration::from_secs);
        let path = format!("{folder}/{name}.js");
        let strikes = if *folder == CHAOS { fault::strikes(name)? } else { &[] };
        Ok(Self { name: name.to_owned(), profile, path, strikes, length })
    }

    pub(super) fn is_chaos(&self) -> bool {
        !self.strikes.is_empty()
    }
}

/// What this side needs to know of a profile.
#[derive(Deserialize)]
struct Profile {
    scripts: BTreeMap<String, Numbers>,
}

#[derive(Deserialize)]
struct Numbers {
    seconds: Option<u64>,
}

/// Each with its folder.
fn names() -> anyhow::Result<Vec<(String, &'static str)>> {
    let mut names = Vec::new();
    for folder in [SCENARIOS, CHAOS] {
        for entry in fs::read_dir(repository::root().join(folder))? {
            let path = entry?.path();
            let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            if path.extension() == Some(Path::new("js").as_os_str()) {
                names.push((stem, folder));
            }
        }
    }
    names.sort();
    Ok(names)
}

fn numbers(profile: &str) -> anyhow::Result<BTreeMap<String, Numbers>> {
    let path = format!("k6/profiles/{profile}.json");
    let profile: Profile = serde_json::from_str(&repository::read(&path)?).with_context(|| path)?;
    Ok(profile.scripts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_profile_has_numbers_for_every_script_and_for_nothing_else() {
        let known: Vec<String> = names().unwrap().into_iter().map(|(name, _)| name).collect();
        assert!(!known.is_empty());
        for size in [Size::Smoke, Size::Load, Size::Peak] {
            for name in &known {
                Script::find(name, size).unwrap();
            }
            let numbers = numbers(size.name()).unwrap();
            let unknown = numbers.keys().find(|name| !known.contains(name));
            assert_eq!(unknown, None, "in the profile {}", size.name());
        }
    }

    #[test]
    fn an_unknown_script_is_refused_with_the_names_of_those_that_exist() {
        let refusal = Script::find("no-such-script", Size::Smoke).unwrap_err().to_string();
        assert!(refusal.contains("order-flow") && refusal.contains("redis-failure"), "{refusal}");
    }

    /// Most installations believe no header about who is asking, so the buyers of a load are guests with tokens.
    #[test]
    fn no_script_names_a_caller_by_a_header() {
        for folder in [SCENARIOS, CHAOS, "k6/lib"] {
            for entry in fs::read_dir(repository::root().join(folder)).unwrap() {
                let path = entry.unwrap().path();
                let text = fs::read_to_string(&path).unwrap();
                assert!(!text.to_lowercase().contains("x-caller-id"), "{}", path.display());
            }
        }
    }

    /// A threshold of k6 on a timing or a share passes when nothing was measured; `limits` of `measure.js` adds one that does not.
    #[test]
    fn no_script_sets_thresholds_by_itself() {
        for (name, folder) in names().unwrap() {
            let text = repository::read(&format!("{folder}/{name}.js")).unwrap();
            assert!(text.contains("thresholds: limits({"), "{name} sets its thresholds by itself");
            assert!(!text.contains("k6/metrics"), "{name} measures by itself, without a counter of samples");
            assert!(
                text.contains(&format!("summary('{name}')")),
                "{name} leaves the summary of another script"
            );
        }
    }
}
