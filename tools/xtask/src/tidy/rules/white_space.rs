//! No white space at the end of a line, and a line break at the end of a file.

use crate::tidy::{Tree, Violation};

pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    let mut violations = Vec::new();
    for file in &tree.files {
        let mut add = |line, found: &str| {
            violations.push(Violation {
                path: file.path.clone(),
                line,
                rule: "white space",
                found: found.to_owned(),
                mend: "delete it; in Rust, `cargo fmt` does",
            });
        };
        for (index, line) in file.text.lines().enumerate() {
            if line.ends_with([' ', '\t', '\r']) {
                add(index + 1, "white space at the end of the line");
            }
        }
        if file.text.ends_with("\n\n") {
            add(file.text.lines().count(), "blank lines at the end of the file");
        }
    }
    violations
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trailing_blanks_are_found() {
        let tree = Tree::of(&[("README.md", "a\nb \n\n"), ("docs/x.md", "a\n\nb\n")]);
        let found: Vec<(String, usize)> =
            check(&tree).into_iter().map(|found| (found.path, found.line)).collect();
        assert_eq!(found, [("README.md".to_owned(), 2), ("README.md".to_owned(), 3)]);
    }
}
