//! The rules. Each gets what it looks at, and gives what is wrong there.

mod audit;
mod clocks;
mod crates;
mod cycles;
mod documents;
mod files;
mod floors;
mod glossary;
mod handlers;
mod imports;
mod layers;
mod logs;
mod meanings;
mod migrations;
mod testing;

use super::{Source, Tree, Violation};

const OF_A_SOURCE: [fn(&Source) -> Vec<Violation>; 9] = [
    audit::check,
    clocks::check,
    handlers::check,
    files::check_header,
    files::check_size,
    imports::check,
    layers::check,
    logs::check,
    testing::check,
];
const OF_THE_TREE: [fn(&Tree) -> Vec<Violation>; 10] = [
    cycles::check,
    crates::check,
    documents::check,
    floors::check,
    glossary::check,
    meanings::check,
    migrations::check,
    files::check_merges,
    files::check_names,
    files::check_white_space,
];

pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    let of_sources = tree.sources.iter().flat_map(|source| OF_A_SOURCE.iter().flat_map(|rule| rule(source)));
    of_sources.chain(OF_THE_TREE.iter().flat_map(|rule| rule(tree))).collect()
}
