//! Every setting of every binary, from the `--help` of the binaries: `cargo xtask settings` writes docs/SETTINGS.md from it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, ensure};
use contracts::services::ALL;
use ops::{repository, terminal};

const TABLE: &str = "docs/SETTINGS.md";
/// Its default depends on the machine.
const PER_MACHINE: (&str, &str) = ("HOLDFAST_HTTP_THREADS", "one a processor");
const HEAD: &str = "\
# Settings

Written by `cargo xtask settings` from what the binaries answer to `--help`; a check compares them.

A setting is given as a flag, in the environment, or in the TOML file that `--config` names, where its key is its name without
`HOLDFAST_`, in small letters. A flag wins over the environment, the environment over the file. Nonsense stops the process at its start.

| name | flag | default | read by | what it is |
|---|---|---|---|---|
";

/// One setting, and the binaries that read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Setting {
    pub(crate) flag: String,
    about: String,
    default: Option<String>,
    pub(crate) readers: Vec<String>,
}

/// By name, as in the environment.
pub(crate) type Settings = BTreeMap<String, Setting>;

/// From the binaries in this folder.
pub(crate) fn write(binaries: &Path) -> anyhow::Result<()> {
    fs::write(repository::root().join(TABLE), table(&all(binaries)?)).context(TABLE)
}

pub(crate) fn check(binaries: &Path) -> anyhow::Result<()> {
    let is_current = repository::read(TABLE)? == table(&all(binaries)?);
    ensure!(is_current, "{TABLE} is not what --help prints: cargo xtask settings");
    Ok(())
}

/// The settings of all binaries in this folder.
pub(crate) fn all(binaries: &Path) -> anyhow::Result<Settings> {
    let mut all = Settings::new();
    for binary in names() {
        let help = terminal::output(&binaries.join(&binary).display().to_string(), &["--help"])?;
        for (name, setting) in parse(&help) {
            all.entry(name).or_insert(setting).readers.push(binary.clone());
        }
    }
    Ok(all)
}

fn names() -> impl Iterator<Item = String> {
    let services = ALL.iter().map(|service| format!("holdfast-{}", service.name));
    std::iter::once("holdfast".to_owned()).chain(services)
}

/// The paragraphs of `--help`: `  --flag  [NAME]`, and a line about it.
fn parse(help: &str) -> Settings {
    let mut known = Settings::new();
    let mut lines = help.lines();
    while let Some(line) = lines.next() {
        // Behind the flag stands what its value looks like.
        let Some(flag) = line.trim().split([' ', '[']).next().filter(|flag| flag.starts_with("--")) else {
            continue;
        };
        let about = lines.next().unwrap_or_default().trim();
        let Some((about, rest)) = about.split_once(" [env: ") else { continue };
        let (name, default) = match rest.split_once("] [default: ") {
            Some((name, default)) => (name, default.strip_suffix(']').map(str::to_owned)),
            None => (rest.trim_end_matches(']'), None),
        };
        let (flag, about) = (flag.to_owned(), about.to_owned());
        known.insert(name.to_owned(), Setting { flag, about, default, readers: Vec::new() });
    }
    known
}

fn table(all: &Settings) -> String {
    let mut text = HEAD.to_owned();
    for (name, setting) in all {
        let default = match &setting.default {
            Some(_) if name == PER_MACHINE.0 => PER_MACHINE.1.to_owned(),
            Some(default) if !default.is_empty() => format!("`{default}`"),
            _ => String::new(),
        };
        let about = setting.about.replace('|', "\\|");
        let _ = writeln!(
            text,
            "| `{name}` | `{}` | {default} | {} | {about} |",
            setting.flag,
            read_by(&setting.readers)
        );
    }
    text
}

fn read_by(binaries: &[String]) -> String {
    if binaries.len() == names().count() {
        return "all".to_owned();
    }
    let short = |binary: &String| binary.strip_prefix("holdfast-").unwrap_or(binary).to_owned();
    binaries.iter().map(short).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_is_read_as_it_is_written() {
        let help = "Settings:\n      --listen <VALUE>\n          where [env: HOLDFAST_LISTEN] [default: 127.0.0.1:8080]\n\
                    \x20     --demo[=<true|false>]\n          whether [env: HOLDFAST_DEMO] [default: false]\n\
                    \x20     --redis-url <VALUE>\n          which Redis [env: REDIS_URL]\n";
        let known = parse(help);
        assert_eq!(known["HOLDFAST_LISTEN"].default.as_deref(), Some("127.0.0.1:8080"));
        assert_eq!(known["HOLDFAST_DEMO"].flag, "--demo");
        assert_eq!(
            (known["REDIS_URL"].flag.as_str(), known["REDIS_URL"].about.as_str()),
            ("--redis-url", "which Redis")
        );
        assert!(table(&known).contains("| `REDIS_URL` | `--redis-url` |  |  | which Redis |"));
    }
}
