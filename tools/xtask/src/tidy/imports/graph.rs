//! Who uses whom, and the cycles in it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

#[derive(Default)]
pub(crate) struct Graph<'n>(BTreeMap<&'n str, BTreeSet<&'n str>>);

impl<'n> Graph<'n> {
    pub(crate) fn add(&mut self, from: &'n str, to: &'n str) {
        self.0.entry(from).or_default().insert(to);
    }

    #[cfg(test)]
    pub(crate) fn edges(&self) -> impl Iterator<Item = (&'n str, &'n str)> {
        self.0.iter().flat_map(|(from, to)| to.iter().map(|to| (*from, *to)))
    }

    /// For each node from which one can come back to it: the shortest way to do so, from the node to the last one before it.
    pub(crate) fn cycles(&self) -> BTreeMap<&'n str, Vec<&'n str>> {
        self.0.keys().filter_map(|node| Some((*node, self.way_back(node)?))).collect()
    }

    fn way_back(&self, node: &'n str) -> Option<Vec<&'n str>> {
        let (mut before, mut next) = (BTreeMap::new(), VecDeque::from([node]));
        while let Some(at) = next.pop_front() {
            for to in self.0.get(at).into_iter().flatten() {
                if *to == node {
                    let mut way = vec![at];
                    way.extend(std::iter::successors(before.get(at).copied(), |at| before.get(at).copied()));
                    way.reverse();
                    return Some(way);
                }
                before.entry(*to).or_insert_with(|| {
                    next.push_back(*to);
                    at
                });
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cycles(edges: &[(&'static str, &'static str)]) -> BTreeMap<&'static str, Vec<&'static str>> {
        let mut graph = Graph::default();
        edges.iter().for_each(|(from, to)| graph.add(from, to));
        graph.cycles()
    }

    #[test]
    fn a_diamond_is_no_cycle() {
        assert!(cycles(&[("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")]).is_empty());
    }

    #[test]
    fn every_node_of_a_cycle_has_its_shortest_way_back() {
        let found = cycles(&[("a", "b"), ("b", "c"), ("c", "d"), ("d", "b"), ("c", "b")]);
        assert_eq!(
            found,
            BTreeMap::from([("b", vec!["b", "c"]), ("c", vec!["c", "b"]), ("d", vec!["d", "b", "c"])])
        );
    }
}
