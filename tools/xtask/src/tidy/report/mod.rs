//! `cargo xtask tidy --report`: how long the files are, and who imports whom, with any circle.

mod graph;
mod imports;

use std::collections::{BTreeMap, BTreeSet};

use super::source::Source;
use super::tree::Tree;
use graph::Graph;

/// Prints the figures. Nothing here fails: what is a rule is in `rules/`.
pub(crate) fn print() -> anyhow::Result<()> {
    let tree = Tree::read(&crate::root())?;
    println!("{:<26}{:>6}{:>8}{:>8}{:>6}{:>6}", "lines per file", "files", "lines", "median", "p90", "max");
    for (name, sources) in by_crate(&tree) {
        print_sizes(name, &sources);
    }
    print_sizes("all", &tree.sources.iter().collect::<Vec<_>>());
    println!("\ncrates and what they import");
    print!("{}", crates(&tree));
    for (name, sources) in by_crate(&tree) {
        let graph = rooms(&sources);
        if !graph.is_empty() {
            println!("\nrooms of {name} and what they import (tests left out)");
            print!("{graph}");
        }
    }
    Ok(())
}

fn by_crate(tree: &Tree) -> BTreeMap<&str, Vec<&Source>> {
    let mut crates: BTreeMap<&str, Vec<&Source>> = BTreeMap::new();
    for source in &tree.sources {
        crates.entry(source.crate_folder().unwrap_or("elsewhere")).or_default().push(source);
    }
    crates
}

fn print_sizes(name: &str, sources: &[&Source]) {
    let mut lines: Vec<usize> = sources.iter().map(|source| source.line_count()).collect();
    lines.sort_unstable();
    let total: usize = lines.iter().sum();
    let at = |percent: usize| lines.get((lines.len() * percent / 100).min(lines.len().saturating_sub(1)));
    let [median, p90, max] = [50, 90, 100].map(|percent| at(percent).copied().unwrap_or_default());
    println!("{name:<26}{:>6}{total:>8}{median:>8}{p90:>6}{max:>6}", lines.len());
}

/// The crates of the house, by what their manifests name, for the product and for tests alike.
fn crates(tree: &Tree) -> Graph {
    let folders: Vec<&str> = tree.manifests().map(|file| file.path.trim_end_matches("/Cargo.toml")).collect();
    let names: Vec<&str> = folders.iter().filter_map(|folder| folder.rsplit('/').next()).collect();
    let mut graph = Graph::default();
    for (manifest, name) in tree.manifests().zip(&names) {
        let table = manifest.text.parse::<toml::Table>().unwrap_or_default();
        for other in super::rules::dependencies(&table).into_iter().filter(|other| names.contains(other)) {
            graph.add(name, other);
        }
    }
    graph
}

/// The rooms of one crate. What `lib.rs` gives out under another name counts as the room that it comes from.
fn rooms(sources: &[&Source]) -> Graph {
    let known: BTreeSet<&str> = sources.iter().filter_map(|source| source.room()).collect();
    let given_out: BTreeMap<String, String> = sources
        .iter()
        .filter(|source| source.path.ends_with("/src/lib.rs"))
        .flat_map(|source| imports::given_out(&source.code))
        .collect();
    let mut graph = Graph::default();
    for source in sources.iter().filter(|source| !source.is_test_file()) {
        let Some(room) = source.room().filter(|room| !matches!(*room, "lib" | "main")) else { continue };
        for name in imports::from_root(source) {
            let other = given_out.get(&name).unwrap_or(&name);
            if other != room && known.contains(other.as_str()) {
                graph.add(room, other);
            }
        }
    }
    graph
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_the_root_gives_out_counts_as_its_room() {
        let sources = [
            Source::new("crates/a/src/lib.rs", "mod inner;\nmod outer;\npub use inner::{Deep, Flat};\n"),
            Source::new("crates/a/src/inner.rs", "pub struct Deep;\n"),
            Source::new("crates/a/src/outer.rs", "use crate::{\n    Deep,\n};\n"),
        ];
        assert_eq!(
            rooms(&sources.iter().collect::<Vec<_>>()).to_string(),
            "  outer          -> inner\n  no circle\n"
        );
    }
}
