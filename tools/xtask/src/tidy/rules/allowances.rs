//! What a rule still tolerates in a folder, until it is fixed. A number may only shrink, and a folder without one tolerates nothing.

use crate::tidy::Violation;

/// By rule: folders, and how many violations each may have.
type Allowances<'a> = &'a [(&'a str, &'a [(&'a str, usize)])];

const ALLOWANCES: Allowances<'_> = &[("glossary", &[("crates/sql", 2)])];

/// Leaves out the violations of a folder if there are no more of them than it may have.
pub(super) fn forgive(violations: Vec<Violation>) -> Vec<Violation> {
    forgive_by(ALLOWANCES, violations)
}

fn forgive_by(allowances: Allowances<'_>, mut violations: Vec<Violation>) -> Vec<Violation> {
    let by_folder =
        allowances.iter().flat_map(|(rule, folders)| folders.iter().map(move |folder| (rule, folder)));
    for (rule, (folder, count)) in by_folder {
        let is_meant = |violation: &Violation| violation.rule == *rule && violation.path.starts_with(folder);
        let found = violations.iter().filter(|violation| is_meant(violation)).count();
        if found <= *count {
            violations.retain(|violation| !is_meant(violation));
        }
        if found < *count {
            println!("tidy: the allowance of `{rule}` in {folder} can shrink from {count} to {found}");
        }
    }
    violations
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_may_have_what_it_had_and_not_one_more() {
        let violation = |path| Violation::new(path, 1, "cycles", "", "");
        let three =
            || ["crates/a/src/b.rs", "crates/a/src/c.rs", "crates/d/src/e.rs"].map(violation).to_vec();
        let left = |count| forgive_by(&[("cycles", &[("crates/a", count)])], three()).len();
        assert_eq!((left(2), left(3), left(1)), (1, 1, 3));
        assert_eq!(forgive_by(&[("sizes", &[("crates/a", 9)])], three()).len(), 3);
    }
}
