//! The rules, one a file. Each takes what it looks at and says what is wrong there.

mod attributes;
mod crates;
mod documents;
mod functions;
mod header;
mod imports;
mod layers;
mod logs;
mod names;
mod sizes;
mod testing;
mod white_space;

pub(crate) use crates::dependencies;

use super::{Source, Tree, Violation};

const OF_A_SOURCE: [fn(&Source) -> Vec<Violation>; 8] = [
    attributes::check,
    functions::check,
    header::check,
    imports::check,
    layers::check,
    logs::check,
    sizes::check,
    testing::check,
];

pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    let mut violations: Vec<Violation> =
        tree.sources.iter().flat_map(|source| OF_A_SOURCE.iter().flat_map(|rule| rule(source))).collect();
    violations.extend(crates::check(tree));
    violations.extend(documents::check(tree));
    violations.extend(names::check(tree));
    violations.extend(white_space::check(tree));
    violations
}
