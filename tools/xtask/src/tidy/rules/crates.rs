//! A crate has the lints of the workspace and a README that is its rustdoc; no service depends on another.

use crate::tidy::tree::TextFile;
use crate::tidy::{Tree, Violation};

/// The binary that mounts them all, the model that tries their rules against each other, and the programs that try what strangers reach of them:
/// the only ones that may know them all.
const COMPOSITIONS: [&str; 3] = ["services/holdfast", "tools/model", "tools/fuzz"];

pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    tree.manifests().flat_map(|manifest| check_crate(tree, manifest)).collect()
}

fn check_crate(tree: &Tree, manifest: &TextFile) -> Vec<Violation> {
    let mut violations = Vec::new();
    let folder = manifest.path.trim_end_matches("/Cargo.toml");
    let mut add = |path: String, found: String, mend| {
        violations.push(Violation { path, line: 1, rule: "crates", found, mend });
    };
    let Ok(table) = manifest.text.parse::<toml::Table>() else {
        add(manifest.path.clone(), "not TOML".to_owned(), "write it as cargo reads it");
        return violations;
    };
    let lints = table.get("lints").and_then(|lints| lints.get("workspace")).and_then(toml::Value::as_bool);
    if lints != Some(true) {
        let mend = "add the section `[lints]` with `workspace = true`";
        add(manifest.path.clone(), "the lints of the workspace are not switched on".to_owned(), mend);
    }
    for name in dependencies(&table) {
        let is_service = tree.exists(&format!("services/{name}/Cargo.toml"));
        if is_service && !COMPOSITIONS.contains(&folder) && folder != format!("services/{name}") {
            let mend = "call it through a port, by HTTP or by the bus; share wire types through contracts";
            add(manifest.path.clone(), format!("depends on the service {name}"), mend);
        }
    }
    let library = format!("{folder}/src/lib.rs");
    let main = format!("{folder}/src/main.rs");
    let entry = tree.file(&library).or_else(|| tree.file(&main));
    if !tree.exists(&format!("{folder}/README.md")) {
        add(
            manifest.path.clone(),
            "no README.md".to_owned(),
            "say in a page what the crate is for, and what it refuses",
        );
    } else if let Some(entry) = entry
        && !entry.text.starts_with("#![doc = include_str!(\"../README.md\")]")
    {
        let mend = "begin with `#![doc = include_str!(\"../README.md\")]`";
        add(entry.path.clone(), "the README is not the documentation of the crate".to_owned(), mend);
    }
    violations
}

pub(crate) fn dependencies(table: &toml::Table) -> Vec<&str> {
    let sections = ["dependencies", "dev-dependencies", "build-dependencies"];
    let tables = sections.iter().filter_map(|section| table.get(*section)?.as_table());
    tables.flat_map(|section| section.keys().map(String::as_str)).collect()
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

    #[test]
    fn no_service_depends_on_another() {
        let order = format!("{LINTS}[dependencies]\npayment.workspace = true\n");
        let files = |folder: &'static str| {
            let paths =
                ["Cargo.toml", "README.md", "src/lib.rs"].map(|name| format!("services/{folder}/{name}"));
            found(&[
                (paths[0].as_str(), order.as_str()),
                (paths[1].as_str(), "# x\n"),
                (paths[2].as_str(), ENTRY),
                ("services/payment/Cargo.toml", LINTS),
                ("services/payment/README.md", "# x\n"),
                ("services/payment/src/lib.rs", ENTRY),
            ])
        };
        assert_eq!(files("order"), ["depends on the service payment"]);
        assert!(files("holdfast").is_empty());
    }
}
