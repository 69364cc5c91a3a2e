//! No file uses a file that uses it, directly or through others: what cannot be read alone cannot be changed alone.

use crate::tidy::{Tree, Violation, imports};

pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    let cycles = imports::of_crates(tree).into_values().flat_map(|graph| graph.cycles());
    let mend = "move what both need into a file of its own, or hand it over as an argument";
    cycles
        .map(|(file, way)| Violation::new(file, 1, "cycles", format!("{} -> {file}", way.join(" -> ")), mend))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_of_a_cycle_is_named() {
        let tree = Tree::of(&[
            ("crates/a/src/lib.rs", "mod b;\nmod c;\nmod d;\npub use b::B;\n"),
            ("crates/a/src/b.rs", "use crate::c::C;\npub struct B(C);\n"),
            ("crates/a/src/c.rs", "use crate::B;\npub struct C(B);\n"),
            ("crates/a/src/d.rs", "use crate::B;\npub struct D(B);\n"),
        ]);
        let found: Vec<_> = check(&tree).into_iter().map(|found| (found.path, found.found)).collect();
        let cycle = |from: &str, to: &str| {
            let [from, to] = [from, to].map(|file| format!("crates/a/src/{file}.rs"));
            (from.clone(), format!("{from} -> {to} -> {from}"))
        };
        assert_eq!(found, [cycle("b", "c"), cycle("c", "b")]);
    }
}
