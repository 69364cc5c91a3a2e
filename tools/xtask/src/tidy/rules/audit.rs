//! Records of the audit are never written over, and deleted by age alone, in one place.

use crate::tidy::{Source, Violation};

const TABLE: &str = "crates/sql/src/audit.rs";
const MEND: &str =
    "write a further record with `sql::audit::record`; what is old is deleted by `sql::audit::prune_old`";

pub(crate) fn check(source: &Source) -> Vec<Violation> {
    let ships = ["crates/", "services/"].iter().any(|folder| source.path.starts_with(folder));
    if !ships || !source.path.contains("/src/") {
        return Vec::new();
    }
    let lines = source.text.lines().zip(1..);
    let changed = lines.filter(|(line, number)| changes(line, &source.path) && !source.is_test(*number));
    changed
        .map(|(_, line)| source.violation(line, "audit", "a record of the audit is changed", MEND))
        .collect()
}

fn changes(line: &str, path: &str) -> bool {
    let words: Vec<&str> =
        line.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').collect();
    let has = |wanted: &[&str]| words.windows(wanted.len()).any(|words| words == wanted);
    let deletes = has(&["DELETE", "FROM", "audit"]) && path != TABLE;
    deletes || has(&["UPDATE", "audit"]) || has(&["REPLACE", "INTO", "audit"]) || has(&["TRUNCATE", "audit"])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<usize> {
        check(&Source::new(path, text)).iter().map(|found| found.line).collect()
    }

    #[test]
    fn a_record_is_added_and_nothing_else() {
        let text = "query(\"INSERT INTO audit (id)\");\nquery(\"UPDATE audit SET id = ?\");\n\
                    query(\"DELETE FROM audit WHERE id = ?\");\nquery(\"UPDATE auditions SET id = ?\");\n";
        assert_eq!(found("services/identity/src/store/tx.rs", text), [2, 3]);
        assert_eq!(found(TABLE, text), [2]);
        assert!(found("crates/sql/tests/it/audits.rs", text).is_empty());
    }
}
