//! The rules, one a file. Each gets what it looks at, and gives what is wrong there.

mod allowances;
mod circles;
mod crates;
mod documents;
mod floors;
mod glossary;
mod handlers;
mod header;
mod imports;
mod layers;
mod logs;
mod meanings;
mod names;
mod sizes;
mod testing;
mod white_space;

use super::{Source, Tree, Violation};

const OF_A_SOURCE: [fn(&Source) -> Vec<Violation>; 7] = [
    handlers::check,
    header::check,
    imports::check,
    layers::check,
    logs::check,
    sizes::check,
    testing::check,
];
const OF_THE_TREE: [fn(&Tree) -> Vec<Violation>; 8] = [
    circles::check,
    crates::check,
    documents::check,
    floors::check,
    glossary::check,
    meanings::check,
    names::check,
    white_space::check,
];

/// What is wrong, without what is allowed for now.
pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    let of_sources = tree.sources.iter().flat_map(|source| OF_A_SOURCE.iter().flat_map(|rule| rule(source)));
    let violations = of_sources.chain(OF_THE_TREE.iter().flat_map(|rule| rule(tree))).collect();
    allowances::forgive(violations)
}
