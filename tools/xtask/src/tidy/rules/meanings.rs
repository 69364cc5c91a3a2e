//! One name, one meaning: no two crates of what ships give a public type the same name, unless docs/GLOSSARY.md says that it is the same thing
//! in each of them.

use std::collections::{BTreeMap, BTreeSet};

use super::glossary::declared_type;
use crate::tidy::{Tree, Violation};

const GLOSSARY: &str = "docs/GLOSSARY.md";
const HEAD: &str = "| one name | in each crate |";

pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    let glossary = tree.file(GLOSSARY).map_or("", |file| file.text.as_str());
    let shared = glossary.split_once(HEAD).map_or("", |(_, table)| table).lines();
    let shared: BTreeSet<&str> = shared
        .skip(2)
        .map_while(|row| Some(row.strip_prefix('|')?.split('|').next()?.trim_matches([' ', '`'])))
        .collect();
    let mut first: BTreeMap<&str, &str> = BTreeMap::new();
    let mut violations = Vec::new();
    for source in tree.sources.iter().filter(|source| source.ships()) {
        let folder = source.crate_folder().unwrap_or_default();
        let public = source.product_lines().filter(|(_, line)| line.trim_start().starts_with("pub "));
        for (line, name) in public.filter_map(|(line, text)| Some((line, declared_type(text)?))) {
            let other = *first.entry(name).or_insert(folder);
            if other != folder && !shared.contains(name) {
                violations.push(Violation {
                    path: source.path.clone(),
                    line,
                    rule: "meanings",
                    found: format!("{name} is also a type of {other}"),
                    mend: "give each its own name, or say in docs/GLOSSARY.md that both are the same",
                });
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
