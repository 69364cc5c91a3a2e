//! One name, one meaning: no two crates of what ships give a public type the same name, unless docs/GLOSSARY.md says that it is the same thing
//! in each of them.

use std::collections::{BTreeMap, BTreeSet};

use super::glossary::table;
use crate::tidy::{Tree, Violation};

pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    let shared: BTreeSet<&str> = table(tree, "| one name | in each crate |").map(|(name, _)| name).collect();
    let mut first: BTreeMap<&str, &str> = BTreeMap::new();
    let mut violations = Vec::new();
    for source in tree.sources.iter().filter(|source| source.ships()) {
        let folder = source.crate_folder().unwrap_or_default();
        // A name that a macro is given is no name of its own.
        let types = source.types().filter(|(_, name, is_public)| *is_public && !name.starts_with('$'));
        for (line, name, _) in types {
            let other = *first.entry(name).or_insert(folder);
            if other != folder && !shared.contains(name) {
                let found = format!("{name} is also a type of {other}");
                let mend = "give each its own name, or say in docs/GLOSSARY.md that both are the same";
                violations.push(source.violation(line, "meanings", found, mend));
            }
        }
    }
    violations
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_name_has_one_meaning_unless_the_glossary_says_so() {
        let found = |glossary: &str| {
            let tree = Tree::of(&[
                ("docs/GLOSSARY.md", glossary),
                ("crates/a/src/lib.rs", "pub struct Place;\npub(crate) struct Inner;\n"),
                (
                    "services/b/src/lib.rs",
                    "pub struct Place;\npub struct Inner;\n#[cfg(test)]\nmod tests {\n    pub struct Place;\n}\n",
                ),
                ("tools/c/src/lib.rs", "pub struct Place;\n"),
            ]);
            check(&tree).into_iter().map(|violation| violation.found).collect::<Vec<_>>()
        };
        assert_eq!(found(""), ["Place is also a type of crates/a"]);
        assert!(
            found("| one name | in each crate |\n|---|---|\n| `Place` | where something is |\n").is_empty()
        );
    }
}
