//! `cargo xtask tidy --report`: how long the files are, and who uses whom. Nothing here fails: what is a rule is in `rules/`.

use std::collections::BTreeMap;

use super::imports::{self, Graph};
use super::source::Source;
use super::tree::Tree;

pub(crate) fn print() -> anyhow::Result<()> {
    let tree = Tree::read(&crate::root())?;
    println!("{:<26}{:>6}{:>8}{:>8}{:>6}{:>6}", "lines per file", "files", "lines", "median", "p90", "max");
    let mut crates: BTreeMap<&str, Vec<&Source>> = BTreeMap::new();
    for source in &tree.sources {
        crates.entry(source.crate_folder().unwrap_or("elsewhere")).or_default().push(source);
    }
    crates.iter().for_each(|(name, sources)| print_sizes(name, sources));
    print_sizes("all", &tree.sources.iter().collect::<Vec<_>>());
    println!("\ncrates and what they depend on\n{}", of_manifests(&tree));
    for (name, files) in imports::of_crates(&tree) {
        let layers = layers(&files);
        if !layers.is_empty() {
            println!("layers of {name} and what they use\n{layers}");
        }
        for (file, way) in files.circles() {
            println!("  CIRCLE: {} -> {file}", way.join(" -> "));
        }
    }
    Ok(())
}

fn print_sizes(name: &str, sources: &[&Source]) {
    let mut lines: Vec<usize> = sources.iter().map(|source| source.line_count()).collect();
    lines.sort_unstable();
    let total: usize = lines.iter().sum();
    let at = |percent: usize| lines.get((lines.len() * percent / 100).min(lines.len().saturating_sub(1)));
    let [median, p90, max] = [50, 90, 100].map(|percent| at(percent).copied().unwrap_or_default());
    println!("{name:<26}{:>6}{total:>8}{median:>8}{p90:>6}{max:>6}", lines.len());
}

fn of_manifests(tree: &Tree) -> Graph<'_> {
    let mut graph = Graph::default();
    for manifest in &tree.manifests {
        for (name, _) in manifest.dependencies() {
            let other = tree.manifests.iter().find(|other| other.name() == name);
            other.into_iter().for_each(|other| graph.add(manifest.name(), other.name()));
        }
    }
    graph
}

fn layers<'t>(files: &Graph<'t>) -> Graph<'t> {
    let mut layers = Graph::default();
    for (from, to) in files.edges().filter_map(|(from, to)| Some((layer(from)?, layer(to)?))) {
        if from != to {
            layers.add(from, to);
        }
    }
    layers
}

fn layer(path: &str) -> Option<&str> {
    let (_, inside) = path.split_once("/src/")?;
    Some(inside.split_once('/')?.0)
}
