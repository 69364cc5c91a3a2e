//! Who imports whom, and the circles in it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

#[derive(Default)]
pub(crate) struct Graph(BTreeMap<String, BTreeSet<String>>);

impl Graph {
    pub(crate) fn add(&mut self, from: &str, to: &str) {
        self.0.entry(from.to_owned()).or_default().insert(to.to_owned());
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Sets of nodes that can all reach each other.
    fn circles(&self) -> BTreeSet<Vec<&str>> {
        let circle = |from: &String| {
            let back = |to: &&str| self.reachable(to).contains(from.as_str());
            self.reachable(from).into_iter().filter(back).collect::<Vec<_>>()
        };
        self.0.keys().map(circle).filter(|circle| !circle.is_empty()).collect()
    }

    fn reachable(&self, from: &str) -> BTreeSet<&str> {
        let mut met = BTreeSet::new();
        let mut next = vec![from];
        while let Some(node) = next.pop() {
            let fresh = self.0.get(node).into_iter().flatten().filter(|to| met.insert(to.as_str()));
            next.extend(fresh.map(String::as_str).collect::<Vec<_>>());
        }
        met
    }
}

impl fmt::Display for Graph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (from, to) in &self.0 {
            writeln!(f, "  {from:<14} -> {}", to.iter().map(String::as_str).collect::<Vec<_>>().join(", "))?;
        }
        let circles = self.circles();
        if circles.is_empty() {
            writeln!(f, "  no circle")?;
        }
        circles.iter().try_for_each(|circle| writeln!(f, "  CIRCLE: {}", circle.join(" <-> ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(edges: &[(&str, &str)]) -> String {
        let mut graph = Graph::default();
        for (from, to) in edges {
            graph.add(from, to);
        }
        graph.to_string()
    }

    #[test]
    fn a_diamond_is_no_circle() {
        assert!(graph(&[("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")]).ends_with("  no circle\n"));
    }

    #[test]
    fn a_circle_is_found_once() {
        let told = graph(&[("a", "b"), ("b", "c"), ("c", "b")]);
        assert!(told.ends_with("b\n  CIRCLE: b <-> c\n"), "{told}");
    }
}
