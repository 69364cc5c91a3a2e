//! `cargo xtask contracts`: the API description is generated from the code and committed, so that every change of it is seen.

use std::fs;
use std::path::Path;

use anyhow::{Context, bail};
use engines::Profile;

use crate::terminal;

const PATH: &str = "contracts/openapi/holdfast.json";

pub(crate) fn run(only_compare: bool) -> anyhow::Result<()> {
    let binaries = engines::build(&["holdfast"], Profile::Debug)?;
    if only_compare {
        return compare(&binaries);
    }
    fs::write(crate::root().join(PATH), generated(&binaries)?)
        .with_context(|| format!("cannot write {PATH}"))?;
    println!("wrote {PATH}");
    Ok(())
}

/// With the binary in this folder.
pub(crate) fn compare(binaries: &Path) -> anyhow::Result<()> {
    let committed =
        fs::read_to_string(crate::root().join(PATH)).with_context(|| format!("cannot read {PATH}"))?;
    if let Some((line, committed, code)) = first_difference(&committed, &generated(binaries)?) {
        bail!(
            "{PATH} is not what the code generates; `cargo xtask contracts` writes it again. First difference, line {line}:\n\
             - {committed}\n+ {code}"
        );
    }
    println!("contracts: {PATH} is what the code generates");
    Ok(())
}

fn generated(binaries: &Path) -> anyhow::Result<String> {
    let binary = binaries.join("holdfast").display().to_string();
    Ok(format!("{}\n", terminal::output(&binary, &["--print-openapi"])?.trim_end()))
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
