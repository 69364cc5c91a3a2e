//! A crate has the lints of the workspace, and a README that is its rustdoc.

use crate::tidy::manifest::Manifest;
use crate::tidy::{Tree, Violation};

pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    tree.manifests.iter().flat_map(|manifest| check_crate(tree, manifest)).collect()
}

fn check_crate(tree: &Tree, manifest: &Manifest) -> Vec<Violation> {
    let mut violations = Vec::new();
    let mut add = |path: &str, found, mend| violations.push(Violation::new(path, 1, "crates", found, mend));
    if !manifest.has_lints_of_the_workspace() {
        let mend = "add the section `[lints]` with `workspace = true`";
        add(&manifest.path(), "the lints of the workspace are not switched on", mend);
    }
    let folder = &manifest.folder;
    let entry = ["lib.rs", "main.rs"].iter().find_map(|file| tree.file(&format!("{folder}/src/{file}")));
    if !tree.exists(&format!("{folder}/README.md")) {
        add(&manifest.path(), "no README.md", "explain in a page what the crate is for, and what it refuses");
    } else if let Some(entry) = entry
        && !entry.text.starts_with("#![doc = include_str!(\"../README.md\")]")
    {
        let mend = "begin with `#![doc = include_str!(\"../README.md\")]`";
        add(&entry.path, "the README is not the documentation of the crate", mend);
    }
    violations
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINTS: &str = "[lints]\nworkspace = true\n";
    const ENTRY: &str = "#![doc = include_str!(\"../README.md\")]\n";

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        check(&Tree::of(files)).into_iter().map(|violation| violation.found).collect()
    }

    #[test]
    fn a_crate_has_lints_and_a_readme() {
        let whole =
            [("crates/a/Cargo.toml", LINTS), ("crates/a/README.md", "# a\n"), ("crates/a/src/lib.rs", ENTRY)];
        assert!(found(&whole).is_empty());
        assert_eq!(found(&[("crates/a/Cargo.toml", "")]).len(), 2);
        let mut unused = whole;
        unused[2].1 = "//! Something else.\n";
        assert_eq!(found(&unused), ["the README is not the documentation of the crate"]);
    }
}
