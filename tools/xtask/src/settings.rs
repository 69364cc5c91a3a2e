//! Every setting of every binary, as the binaries themselves tell them: `cargo xtask settings` writes docs/SETTINGS.md from that.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use anyhow::{Context, ensure};

use crate::terminal;

/// Package and binary.
const BINARIES: [(&str, &str); 5] = [
    ("holdfast", "holdfast"),
    ("catalog", "holdfast-catalog"),
    ("reservation", "holdfast-reservation"),
    ("order", "holdfast-order"),
    ("payment", "holdfast-payment"),
];
const TABLE: &str = "docs/SETTINGS.md";
/// Whose default depends on the machine.
const PER_MACHINE: (&str, &str) = ("HOLDFAST_HTTP_THREADS", "one a processor");

/// What a binary says of one of its settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Setting {
    pub(crate) flag: String,
    about: String,
    default: Option<String>,
}

/// By name, as in the environment.
pub(crate) type Known = BTreeMap<String, Setting>;

pub(crate) fn write() -> anyhow::Result<()> {
    let all = all()?.context("a binary does not tell its settings")?;
    fs::write(crate::root().join(TABLE), table(&all)).context(TABLE)
}

pub(crate) fn check() -> anyhow::Result<Option<()>> {
    let Some(all) = all()? else { return Ok(None) };
    let written = fs::read_to_string(crate::root().join(TABLE)).context(TABLE)?;
    ensure!(written == table(&all), "{TABLE} does not say what --help says: cargo xtask settings");
    Ok(Some(()))
}

/// The settings of each binary; nothing where one of them does not answer.
pub(crate) fn all() -> anyhow::Result<Option<BTreeMap<&'static str, Known>>> {
    let mut build = vec!["build", "--quiet", "--locked", "--bins"];
    build.extend(BINARIES.iter().flat_map(|(package, _)| ["--package", package]));
    terminal::run("cargo", &build)?;
    let folder = terminal::target_folder()?.join("debug");
    let mut all = BTreeMap::new();
    for (_, binary) in BINARIES {
        let output = Command::new(folder.join(binary)).arg("--help").output()?;
        if !output.status.success() {
            return Ok(None);
        }
        all.insert(binary, parse(&String::from_utf8_lossy(&output.stdout)));
    }
    Ok(Some(all))
}

/// The paragraphs of `--help`: `  --flag <VALUE>`, and a line about it with its name in the environment and its default.
fn parse(help: &str) -> Known {
    let mut known = Known::new();
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
        known.insert(name.to_owned(), Setting { flag, about, default });
    }
    known
}

fn table(all: &BTreeMap<&'static str, Known>) -> String {
    let mut rows: BTreeMap<&str, (&Setting, Vec<&str>)> = BTreeMap::new();
    for (_, binary) in BINARIES {
        for (name, setting) in all.get(binary).into_iter().flatten() {
            rows.entry(name).or_insert((setting, Vec::new())).1.push(binary);
        }
    }
    let mut text = String::from(
        "# Settings\n\n\
         Written by `cargo xtask settings` from what the binaries answer to `--help`; a check compares them.\n\n\
         A setting is given as a flag, in the environment, or in the TOML file that `--config` names, where its key is its name without\n\
         `HOLDFAST_`, in small letters. A flag wins over the environment, the environment over the file. Nonsense stops the process at its start.\n\n\
         | name | flag | default | read by | what it is |\n|---|---|---|---|---|\n",
    );
    for (name, (setting, readers)) in rows {
        let default = match &setting.default {
            Some(_) if name == PER_MACHINE.0 => PER_MACHINE.1.to_owned(),
            Some(default) if !default.is_empty() => format!("`{default}`"),
            _ => String::new(),
        };
        let about = setting.about.replace('|', "\\|");
        let _ = writeln!(text, "| `{name}` | `{}` | {default} | {} | {about} |", setting.flag, who(&readers));
    }
    text
}

fn who(readers: &[&str]) -> String {
    if readers.len() == BINARIES.len() {
        return "all".to_owned();
    }
    let short = |binary: &&str| binary.strip_prefix("holdfast-").unwrap_or(binary).to_owned();
    readers.iter().map(short).collect::<Vec<_>>().join(", ")
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
        let table = table(&BTreeMap::from([("holdfast-order", known)]));
        assert!(table.contains("| `REDIS_URL` | `--redis-url` |  | order | which Redis |"), "{table}");
    }
}
