//! Which file uses which other file of its crate, read from the text: `use` declarations and paths, followed through re-exports to the file
//! that has the item.

mod graph;
mod modules;
mod uses;

use std::collections::BTreeMap;

pub(crate) use graph::Graph;

use super::{Source, Tree};
use modules::Modules;

/// A graph of files for each crate, by its folder.
pub(crate) fn of_crates(tree: &Tree) -> BTreeMap<&str, Graph<'_>> {
    let sources: BTreeMap<&str, &Source> =
        tree.sources.iter().map(|source| (source.path.as_str(), source)).collect();
    let mut graphs: BTreeMap<&str, Graph<'_>> = BTreeMap::new();
    for root in tree.sources.iter().filter(|source| is_root(&source.path)) {
        let Some(folder) = root.crate_folder() else { continue };
        let graph = graphs.entry(folder).or_default();
        Modules::below(root, &sources).edges().into_iter().for_each(|(from, to)| graph.add(from, to));
    }
    graphs
}

/// Where cargo begins to compile.
fn is_root(path: &str) -> bool {
    let Some((_, inside)) = path.split_once("/src/").or_else(|| path.split_once("/tests/")) else {
        return false;
    };
    let is_test = path.contains("/tests/") && !path.contains("/src/");
    matches!(inside, "lib.rs" | "main.rs")
        || (is_test && (!inside.contains('/') || inside.ends_with("/main.rs")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edges(files: &[(&str, &str)]) -> Vec<String> {
        let tree = Tree::of(files);
        let graphs = of_crates(&tree);
        graphs
            .values()
            .flat_map(|graph| graph.edges().map(|(from, to)| format!("{from} -> {to}")).collect::<Vec<_>>())
            .collect()
    }

    const PARENT: (&str, &str) =
        ("crates/a/src/lib.rs", "mod inner;\nmod outer;\npub use inner::{Deep, Flat};\n");
    const INNER: (&str, &str) = ("crates/a/src/inner.rs", "pub struct Deep;\npub struct Flat;\n");

    #[test]
    fn a_name_that_the_root_passes_on_leads_to_its_file() {
        let outer = ("crates/a/src/outer.rs", "use crate::{\n    Deep,\n};\nfn f(_: Deep) {}\n");
        assert_eq!(edges(&[PARENT, INNER, outer]), ["crates/a/src/outer.rs -> crates/a/src/inner.rs"]);
        let by_path = ("crates/a/src/outer.rs", "fn f(_: super::Flat) {}\n");
        assert_eq!(edges(&[PARENT, INNER, by_path]), ["crates/a/src/outer.rs -> crates/a/src/inner.rs"]);
    }

    #[test]
    fn a_parent_that_uses_its_child_depends_on_it() {
        let parent = ("crates/a/src/lib.rs", "mod inner;\nuse inner::Deep;\nfn f(_: Deep) {}\n");
        assert_eq!(edges(&[parent, INNER]), ["crates/a/src/lib.rs -> crates/a/src/inner.rs"]);
    }

    #[test]
    fn a_trait_whose_methods_are_called_is_used_and_tests_do_not_count() {
        let outer = ("crates/a/src/outer.rs", "use super::inner::Deep;\nfn f() {}\n");
        assert_eq!(edges(&[PARENT, INNER, outer]).len(), 1);
        let test = ("crates/a/src/outer.rs", "#[cfg(test)]\nmod tests {\n    use crate::Deep;\n}\n");
        assert_eq!(edges(&[PARENT, INNER, test]), Vec::<String>::new());
    }
}
