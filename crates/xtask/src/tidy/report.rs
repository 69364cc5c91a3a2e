//! `cargo xtask tidy --report`: how long the files are, and who imports whom, with any circle.

use std::collections::{BTreeMap, BTreeSet};

use super::source::{Source, is_name};
use super::tree::Tree;

type Graph = BTreeMap<String, BTreeSet<String>>;

/// Prints the figures. Nothing here fails: what is a rule is in `rules/`.
pub(crate) fn print() -> anyhow::Result<()> {
    let tree = Tree::read(&crate::root())?;
    println!("{:<26}{:>6}{:>8}{:>8}{:>6}{:>6}", "lines per file", "files", "lines", "median", "p90", "max");
    for (name, sources) in by_crate(&tree) {
        print_sizes(&name, &sources);
    }
    print_sizes("all", &tree.sources.iter().collect::<Vec<_>>());
    println!("\ncrates and what they import");
    print_graph(&crates(&tree));
    for (name, sources) in by_crate(&tree) {
        let graph = rooms(&sources);
        if !graph.is_empty() {
            println!("\nrooms of {name} and what they import (tests left out)");
            print_graph(&graph);
        }
    }
    Ok(())
}

fn by_crate(tree: &Tree) -> BTreeMap<String, Vec<&Source>> {
    let mut crates: BTreeMap<String, Vec<&Source>> = BTreeMap::new();
    for source in &tree.sources {
        crates.entry(source.crate_folder().unwrap_or("elsewhere").to_owned()).or_default().push(source);
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

fn print_graph(graph: &Graph) {
    for (from, to) in graph {
        println!("  {from:<14} -> {}", to.iter().map(String::as_str).collect::<Vec<_>>().join(", "));
    }
    match circles(graph).as_slice() {
        [] => println!("  no circle"),
        circles => circles.iter().for_each(|circle| println!("  CIRCLE: {}", circle.join(" <-> "))),
    }
}

/// The crates of the house, by what their manifests name, for the product and for tests alike.
fn crates(tree: &Tree) -> Graph {
    let folders: Vec<&str> = tree.manifests().map(|file| file.path.trim_end_matches("/Cargo.toml")).collect();
    let names: Vec<&str> = folders.iter().filter_map(|folder| folder.rsplit('/').next()).collect();
    let mut graph = Graph::new();
    for (manifest, name) in tree.manifests().zip(&names) {
        let table = manifest.text.parse::<toml::Table>().unwrap_or_default();
        let house = super::rules::dependencies(&table).into_iter().filter(|other| names.contains(other));
        graph.entry((*name).to_owned()).or_default().extend(house.map(str::to_owned));
    }
    graph
}

fn rooms(sources: &[&Source]) -> Graph {
    let known: BTreeSet<&str> = sources.iter().filter_map(|source| source.room()).collect();
    let mut graph = Graph::new();
    for source in sources.iter().filter(|source| !source.is_test_file()) {
        let Some(room) = source.room().filter(|room| !matches!(*room, "lib" | "main")) else { continue };
        let imported = source.product_lines().flat_map(|(_, line)| imports(line, source));
        let others = imported.filter(|other| other != room && known.contains(other.as_str()));
        graph.entry(room.to_owned()).or_default().extend(others);
    }
    graph.retain(|_, to| !to.is_empty());
    graph
}

/// The rooms that a line names: after `crate::`, after as many `super::` as lead to the root, and inside `crate::{..}`.
fn imports(line: &str, source: &Source) -> Vec<String> {
    let inside = source.path.split_once("/src/").map_or("", |(_, inside)| inside);
    let depth = inside.trim_end_matches("/mod.rs").split('/').count();
    let mut found = Vec::new();
    for marker in ["crate::".to_owned(), "super::".repeat(depth)] {
        for (at, _) in line.match_indices(&marker) {
            let before = line.get(..at).and_then(|text| text.chars().next_back());
            if before.is_some_and(|letter| is_name(letter) || letter == ':' || letter == '$') {
                continue;
            }
            let rest = line.get(at + marker.len()..).unwrap_or_default();
            match rest.strip_prefix('{') {
                Some(group) => found.extend(heads(group)),
                None => found.push(head(rest)),
            }
        }
    }
    found
}

fn head(path: &str) -> String {
    path.chars().take_while(|letter| is_name(*letter)).collect()
}

/// The first names of the paths of a group, not those of groups inside it.
fn heads(group: &str) -> Vec<String> {
    let mut depth = 0_i32;
    let mut flat = String::new();
    for letter in group.chars() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ if depth == 0 => flat.push(letter),
            _ => {}
        }
    }
    flat.split(',').map(|part| head(part.trim())).filter(|name| !name.is_empty()).collect()
}

/// Sets of nodes that can all reach each other.
fn circles(graph: &Graph) -> Vec<Vec<String>> {
    let mut circles: Vec<Vec<String>> = Vec::new();
    for from in graph.keys() {
        let circle: Vec<String> = reachable(graph, from)
            .into_iter()
            .filter(|to| reachable(graph, to).contains(from.as_str()))
            .map(str::to_owned)
            .collect();
        if !circle.is_empty() && !circles.contains(&circle) {
            circles.push(circle);
        }
    }
    circles
}

fn reachable<'g>(graph: &'g Graph, from: &str) -> BTreeSet<&'g str> {
    let mut met = BTreeSet::new();
    let mut next: Vec<&str> = graph.get(from).into_iter().flatten().map(String::as_str).collect();
    while let Some(node) = next.pop() {
        if met.insert(node) {
            next.extend(graph.get(node).into_iter().flatten().map(String::as_str));
        }
    }
    met
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(edges: &[(&str, &str)]) -> Graph {
        let mut graph = Graph::new();
        for (from, to) in edges {
            graph.entry((*from).to_owned()).or_default().insert((*to).to_owned());
        }
        graph
    }

    #[test]
    fn a_circle_is_found_once_and_a_diamond_is_none() {
        assert!(circles(&graph(&[("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")])).is_empty());
        assert_eq!(circles(&graph(&[("a", "b"), ("b", "c"), ("c", "b")])), [["b", "c"]]);
    }

    #[test]
    fn rooms_are_found_in_paths_and_groups() {
        let from = |path: &str, line: &str| imports(line, &Source::new(path, ""));
        assert_eq!(
            from("services/a/src/http/place.rs", "use crate::{app::{B, C}, domain};"),
            ["app", "domain"]
        );
        assert_eq!(from("services/a/src/http/mod.rs", "use super::app::X;"), ["app"]);
        assert_eq!(from("services/a/src/http/place.rs", "use super::super::app::X;"), ["app"]);
        assert!(from("services/a/src/http/place.rs", "$crate::app::x()").is_empty());
    }
}
