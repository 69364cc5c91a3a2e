//! The commands of docs/OPERATIONS.md, word for word.

use std::os::unix::fs::symlink;
use std::process::Command;

use anyhow::{Context, ensure};

use super::installation::Installation;
use crate::repository;

const DOCUMENT: &str = "docs/OPERATIONS.md";
/// Stands for a file of values of an installation.
const VALUES: &str = "helm/holdfast/ci/gateway-api-values.yaml";
/// Of blocks that say why they are not run.
const REASON: &str = "Not run here:";

/// A block of commands, and what its fence says about where they can be run.
#[derive(Debug, PartialEq, Eq)]
struct Block<'t> {
    place: &'t str,
    commands: Vec<&'t str>,
}

/// In an empty cluster, in the order of the document.
pub(super) fn are_as_described(cluster: &Installation) -> anyhow::Result<()> {
    cluster.plane.kubectl(&["delete", "namespace", super::installation::NAMESPACE, "--timeout=180s"], "")?;
    let tools = tempfile::tempdir()?;
    symlink(cluster.helm.program(), tools.path().join("helm"))?;
    let text = repository::read(DOCUMENT)?;
    let blocks = blocks(&text)?;
    for command in blocks.iter().filter(|block| block.place == "cluster").flat_map(|block| &block.commands) {
        let script = format!("PATH={}:$PATH; {command}", tools.path().display());
        let mut shell = Command::new("sh");
        shell.args(["-ec", &script]).current_dir(repository::root());
        let shell = shell.env("KUBECONFIG", cluster.plane.kubeconfig()).env("VALUES", VALUES);
        let output = shell.output().context("cannot start sh")?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        ensure!(output.status.success(), "{DOCUMENT}: `{command}` fails: {said}");
        println!("            {command}");
    }
    Ok(())
}

fn blocks(text: &str) -> anyhow::Result<Vec<Block<'_>>> {
    let mut blocks = Vec::new();
    let mut pieces = text.split("```");
    while let (Some(before), Some(block)) = (pieces.next(), pieces.next()) {
        let (place, commands) = block.split_once('\n').context("a block without lines")?;
        let place =
            place.strip_prefix("sh ").with_context(|| format!("a block is `{place}`, and no `sh PLACE`"))?;
        ensure!(["cluster", "xtask", "elsewhere"].contains(&place), "no commands are run at `{place}`");
        let paragraph = before.trim_end().rsplit("\n\n").next().unwrap_or_default();
        let has_reason = paragraph.split_whitespace().collect::<Vec<_>>().join(" ").contains(REASON);
        ensure!(
            (place == "elsewhere") == has_reason || place == "xtask",
            "`{commands}` says `{place}`: {paragraph}"
        );
        blocks.push(Block { place, commands: commands.lines().filter(|line| !line.is_empty()).collect() });
    }
    Ok(blocks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_of_the_document_is_run_or_says_why_not() {
        let text = repository::read(DOCUMENT).unwrap();
        let blocks = blocks(&text).unwrap();
        let of = |place: &str| blocks.iter().filter(|block| block.place == place).count();
        assert!(of("cluster") >= 5 && of("xtask") >= 1);
        let tasks = blocks.iter().filter(|block| block.place == "xtask").flat_map(|block| &block.commands);
        assert!(tasks.into_iter().all(|command| command.starts_with("cargo xtask ")));
    }

    #[test]
    fn a_block_without_a_place_or_a_reason_is_refused() {
        assert!(blocks("a\n\n```\nls\n```\n").is_err());
        assert!(blocks("a\n\n```sh elsewhere\nls\n```\n").is_err());
        assert!(blocks("a. Not run\nhere: b.\n\n```sh cluster\nls\n```\n").is_err());
        let fine = blocks("Not run here: b.\n\n```sh elsewhere\nls\n\n```\n").unwrap();
        assert_eq!(fine, [Block { place: "elsewhere", commands: vec!["ls"] }]);
    }
}
