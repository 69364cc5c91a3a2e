//! `cargo xtask logs NAME [-f]`: what one part of the stack says, or all instances of one service.

use std::fs;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, ensure};

use super::place::Place;

/// Engines write below their own folders.
const ELSEWHERE: [(&str, &str); 6] = [
    ("redis", "redis/log"),
    ("mysql", "mysql/log"),
    ("kafka", "kafka/broker.log"),
    ("nginx", "nginx/error.log"),
    ("access", "nginx/access.log"),
    ("prometheus", "prometheus/log"),
];
const LINES: &str = "200";

/// Becomes `tail`, so that Ctrl-C ends it and nothing else.
pub(crate) fn show(name: &str, follow: bool) -> anyhow::Result<()> {
    let files = files(&Place::open()?, name)?;
    let mut tail = Command::new("tail");
    tail.args(["-n", LINES]);
    if follow {
        tail.arg("-F");
    }
    Err(tail.args(files).exec()).context("cannot start tail")
}

fn files(place: &Place, name: &str) -> anyhow::Result<Vec<PathBuf>> {
    let mut known: Vec<(String, PathBuf)> =
        ELSEWHERE.iter().map(|(name, path)| ((*name).to_owned(), place.folder(path))).collect();
    for entry in fs::read_dir(place.folder("logs"))? {
        let path = entry?.path();
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        known.push((stem, path));
    }
    known.sort();
    let instance = format!("{name}-");
    let found: Vec<PathBuf> = known
        .iter()
        .filter(|(known, path)| (known == name || known.starts_with(&instance)) && path.exists())
        .map(|(_, path)| path.clone())
        .collect();
    let names: Vec<&str> = known.iter().map(|(name, _)| name.as_str()).collect();
    ensure!(!found.is_empty(), "nothing called {name} has said anything; there are: {}", names.join(", "));
    Ok(found)
}
