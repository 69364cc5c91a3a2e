//! A name says what a thing is. These only say that its author did not know where to put it.

use crate::tidy::{Tree, Violation};

const BANNED: [&str; 8] = ["utils", "util", "common", "helpers", "helper", "manager", "core", "misc"];

pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    let ours = tree.paths.iter().filter(|path| !path.starts_with("web/"));
    ours.filter(|path| {
        let name = path.rsplit('/').next().unwrap_or(path);
        let stem = name.split('.').next().unwrap_or(name);
        stem.split(['_', '-']).any(|part| BANNED.contains(&part))
    })
    .map(|path| Violation {
        path: path.clone(),
        line: 1,
        rule: "names",
        found: "a name that says nothing".to_owned(),
        mend: "name the file after the thing it holds (a noun) or the use case it is (a verb)",
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_say_nothing_are_refused() {
        let tree = Tree::of(&[
            ("crates/a/src/utils.rs", ""),
            ("crates/core/src/lib.rs", ""),
            ("crates/a/src/score.rs", ""),
        ]);
        let found: Vec<String> = check(&tree).into_iter().map(|violation| violation.path).collect();
        assert_eq!(found, ["crates/a/src/utils.rs", "crates/core"]);
    }
}
