//! `cargo xtask contracts`: the API description is what the running code says, committed, so that a change to it is seen.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, bail};

use crate::terminal;

const PATH: &str = "contracts/openapi/holdfast.json";
const PRINT: &str = "--print-openapi";

pub(crate) fn write() -> anyhow::Result<()> {
    let path = file();
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(&path, from_code()?).with_context(|| format!("cannot write {PATH}"))?;
    println!("wrote {PATH}");
    Ok(())
}

pub(crate) fn check() -> anyhow::Result<()> {
    compare(&from_code()?)
}

/// The same, with the binary that `cargo test` has just built, so that nothing is built twice.
pub(crate) fn check_built() -> anyhow::Result<()> {
    let binary = terminal::target_folder()?.join("debug/holdfast");
    compare(&text_of(&terminal::output(&binary.to_string_lossy(), &[PRINT])?))
}

fn from_code() -> anyhow::Result<String> {
    let said = terminal::output("cargo", &["run", "--quiet", "--package", "holdfast", "--", PRINT])?;
    Ok(text_of(&said))
}

fn text_of(said: &str) -> String {
    format!("{}\n", said.trim_end())
}

fn file() -> PathBuf {
    crate::root().join(PATH)
}

fn compare(code: &str) -> anyhow::Result<()> {
    let committed = fs::read_to_string(file()).with_context(|| format!("cannot read {PATH}"))?;
    if let Some((line, committed, code)) = first_difference(&committed, code) {
        bail!(
            "{PATH} is not what the code says; `cargo xtask contracts` writes it anew. First difference, line {line}:\n\
             - {committed}\n+ {code}"
        );
    }
    println!("contracts: {PATH} is what the code says");
    Ok(())
}

fn first_difference<'t>(committed: &'t str, code: &'t str) -> Option<(usize, &'t str, &'t str)> {
    let (mut committed, mut code) = (committed.lines(), code.lines());
    for line in 1.. {
        match (committed.next(), code.next()) {
            (None, None) => return None,
            (left, right) if left == right => {}
            (left, right) => return Some((line, left.unwrap_or("(end)"), right.unwrap_or("(end)"))),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_that_differs_is_named() {
        assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
        assert_eq!(first_difference("a\nb\n", "a\nc\n"), Some((2, "b", "c")));
        assert_eq!(first_difference("a\n", "a\nb\n"), Some((2, "(end)", "b")));
    }
}
