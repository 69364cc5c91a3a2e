//! Migrations only expand: while a release is rolled out, the one before works on the same tables (ADR 0070).

use crate::tidy::{Tree, Violation};

/// Statements that take something away from the release before, or write so many rows that others wait.
const CONTRACTS: [&str; 8] = ["DROP", "RENAME", "MODIFY", "CHANGE", "UPDATE", "DELETE", "TRUNCATE", "LOCK"];

pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    let files =
        tree.files.iter().filter(|file| file.path.contains("/migrations/") && file.path.ends_with(".sql"));
    let lines =
        files.flat_map(|file| file.text.lines().zip(1..).map(move |(line, number)| (file, line, number)));
    let found = lines.filter_map(|(file, line, number)| Some((file, number, contraction(line)?)));
    let mend = "add what is new beside what there is; take away what no release needs any more, by hand, in a later one";
    found.map(|(file, number, found)| Violation::new(&file.path, number, "migrations", found, mend)).collect()
}

fn contraction(line: &str) -> Option<&'static str> {
    let statement = line.split("--").next()?.to_uppercase();
    let words = || statement.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
    if words().any(|word| CONTRACTS.contains(&word)) {
        return Some("a statement that the release before does not survive, or sales wait for");
    }
    let adds = statement.contains("ADD COLUMN") && statement.contains("NOT NULL");
    (adds && !statement.contains("DEFAULT")).then_some("a column that the release before does not fill")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_release_before_cannot_live_with_is_refused() {
        let text = "-- DROP nothing.\nALTER TABLE a ADD COLUMN b BIGINT;\nALTER TABLE a DROP COLUMN c;\n\
                    ALTER TABLE a ADD COLUMN d BIGINT NOT NULL;\nALTER TABLE a ADD COLUMN e BIGINT NOT NULL DEFAULT 0;\n\
                    UPDATE a SET b = 1;\n    updated_us BIGINT NOT NULL,\n";
        let tree = Tree::of(&[("services/a/migrations/0001_a.sql", text), ("infra/mysql/init.sql", text)]);
        let lines: Vec<usize> = check(&tree).into_iter().map(|violation| violation.line).collect();
        assert_eq!(lines, [3, 4, 6]);
    }
}
