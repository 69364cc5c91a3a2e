//! `cargo xtask tidy --report`: how long the files are, what depends on what, and cycles. Nothing here fails: what is a rule is in `rules/`.

use std::collections::BTreeMap;

use ops::repository;

use super::imports;
use super::source::Source;
use super::tree::Tree;

pub(crate) fn print() -> anyhow::Result<()> {
    let tree = Tree::read(&repository::root())?;
    println!("{:<26}{:>6}{:>8}{:>8}{:>6}{:>6}", "lines per file", "files", "lines", "median", "p90", "max");
    let mut crates: BTreeMap<&str, Vec<&Source>> = BTreeMap::new();
    for source in &tree.sources {
        crates.entry(source.crate_folder().unwrap_or("elsewhere")).or_default().push(source);
    }
    crates.iter().for_each(|(name, sources)| print_sizes(name, sources));
    print_sizes("all", &tree.sources.iter().collect::<Vec<_>>());
    println!("\ncrates, and the crates of the house that they depend on");
    for manifest in &tree.manifests {
        let is_ours = |name: &&str| tree.manifests.iter().any(|other| other.name() == *name);
        let ours: Vec<&str> = manifest.dependencies().map(|(name, _)| name).filter(is_ours).collect();
        println!("{:<20}{}", manifest.name(), ours.join(", "));
    }
    println!("\nlayers, and the layers that they use");
    for (name, files) in imports::of_crates(&tree) {
        let mut layers = imports::Graph::default();
        let edges = files.edges().filter_map(|(from, to)| Some((layer(from)?, layer(to)?)));
        edges.filter(|(from, to)| from != to).for_each(|(from, to)| layers.add(from, to));
        layers.edges().for_each(|(from, to)| println!("{name:<20}{from} -> {to}"));
        files.cycles().iter().for_each(|(file, way)| println!("CYCLE: {} -> {file}", way.join(" -> ")));
    }
    Ok(())
}

fn print_sizes(name: &str, sources: &[&Source]) {
    let mut lines: Vec<usize> = sources.iter().map(|source| source.text.lines().count()).collect();
    lines.sort_unstable();
    let total: usize = lines.iter().sum();
    let at = |percent: usize| lines.get((lines.len() * percent / 100).min(lines.len().saturating_sub(1)));
    let [median, p90, max] = [50, 90, 100].map(|percent| at(percent).copied().unwrap_or_default());
    println!("{name:<26}{:>6}{total:>8}{median:>8}{p90:>6}{max:>6}", lines.len());
}

fn layer(path: &str) -> Option<&str> {
    Some(path.split_once("/src/")?.1.split_once('/')?.0)
}
