//! `cargo xtask logs NAME [-f]`: the log of one part of the stack, or of all instances of one service.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::ensure;
use ops::terminal;

use super::folder::StackFolder;

/// Engines write below their own folders.
const OF_ENGINES: [(&str, &str); 6] = [
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
    let files = files(&StackFolder::open()?, name)?;
    let arguments = ["-n", LINES].into_iter().chain(follow.then_some("-F")).map(PathBuf::from);
    terminal::become_program(Path::new("tail"), arguments.chain(files), &[])
}

fn files(folder: &StackFolder, name: &str) -> anyhow::Result<Vec<PathBuf>> {
    let of_engine = |(name, path): &(&str, &str)| ((*name).to_owned(), folder.path().join(path));
    let mut known: Vec<(String, PathBuf)> = OF_ENGINES.iter().map(of_engine).collect();
    for entry in fs::read_dir(folder.path().join("logs"))? {
        let path = entry?.path();
        known.push((path.file_stem().unwrap_or_default().to_string_lossy().into_owned(), path));
    }
    known.sort();
    let instance = format!("{name}-");
    let is_wanted = |known: &str| known == name || known.starts_with(&instance);
    let found = known.iter().filter(|(known, path)| is_wanted(known) && path.exists());
    let found: Vec<PathBuf> = found.map(|(_, path)| path.clone()).collect();
    let names: Vec<&str> = known.iter().map(|(name, _)| name.as_str()).collect();
    ensure!(!found.is_empty(), "nothing called {name} has a log; there are: {}", names.join(", "));
    Ok(found)
}
