//! A path that a document names exists. Documents rot silently; this is where it makes a noise.

use crate::tidy::tree::TextFile;
use crate::tidy::{Tree, Violation};

/// What a path from the root may begin with. A document names a folder that does not exist yet without backticks.
const FOLDERS: &str = ".cargo .ci benches clients contracts crates docs helm infra k6 services tools web";

pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    let documents = tree.files.iter().filter(|file| file.path.ends_with(".md"));
    documents.flat_map(|file| missing(tree, file)).collect()
}

fn missing(tree: &Tree, file: &TextFile) -> Vec<Violation> {
    let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut violations = Vec::new();
    for (index, line) in file.text.lines().enumerate() {
        let quoted = line.split('`').skip(1).step_by(2).filter_map(|span| named_path(span, folder));
        let linked = line.split("](").skip(1).filter_map(|rest| link(rest.split(')').next()?, folder));
        for path in quoted.chain(linked).filter(|path| !tree.exists(path)) {
            let mend = "name the file as it is called now, or say without backticks that it is yet to come";
            let found = format!("names {path}, which does not exist");
            violations.push(Violation::new(&file.path, index + 1, "documents", found, mend));
        }
    }
    violations
}

/// A quoted word that is a path: from the root, or `src/...` and `tests/...` in the README of a crate.
fn named_path(span: &str, folder: &str) -> Option<String> {
    let path = span.split(':').next()?;
    let is_path = |letter: char| letter.is_ascii_alphanumeric() || "/._-".contains(letter);
    let (first, _) = path.split_once('/')?;
    if !path.chars().all(is_path) {
        return None;
    }
    let in_crate =
        matches!(first, "src" | "tests" | "migrations") && !folder.is_empty() && !folder.starts_with("docs");
    match first {
        _ if in_crate => Some(format!("{folder}/{path}")),
        _ if FOLDERS.split(' ').any(|folder| folder == first) => Some(path.to_owned()),
        _ => None,
    }
}

/// A link inside the repository, made a path from the root.
fn link(target: &str, folder: &str) -> Option<String> {
    let target = target.split('#').next()?;
    if target.is_empty() || target.contains("://") || target.starts_with('/') || target.contains(' ') {
        return None;
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/').filter(|part| !part.is_empty() && *part != ".") {
        if part == ".." {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<String> {
        let tree = Tree::of(&[(path, text), ("crates/bus/src/relay.rs", ""), ("docs/adr/0001-x.md", "")]);
        check(&tree).into_iter().map(|violation| violation.found).collect()
    }

    #[test]
    fn quoted_paths_exist() {
        assert!(
            found("README.md", "`crates/bus/src/relay.rs`, `crates/bus/`, `docs/adr`, `a/b`, `text/plain`")
                .is_empty()
        );
        assert_eq!(
            found("README.md", "`crates/bus/src/other.rs`"),
            ["names crates/bus/src/other.rs, which does not exist"]
        );
        assert_eq!(found("docs/A.md", "`web/`"), ["names web/, which does not exist"]);
        assert!(found("crates/bus/README.md", "`src/relay.rs`").is_empty());
        assert_eq!(found("crates/bus/README.md", "`src/tail.rs`").len(), 1);
    }

    #[test]
    fn links_lead_somewhere() {
        assert!(
            found("docs/A.md", "[one](adr/0001-x.md#why) [two](../crates/bus) [three](https://a.b/c)")
                .is_empty()
        );
        assert_eq!(found("docs/A.md", "[one](adr/0002-y.md)").len(), 1);
    }
}
