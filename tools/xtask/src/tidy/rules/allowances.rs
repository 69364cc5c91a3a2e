//! What a rule still tolerates in a folder, until it is mended. A number may only shrink, and a folder without one tolerates nothing.

use crate::tidy::Violation;

struct Allowance {
    rule: &'static str,
    folder: &'static str,
    count: usize,
}

const ALLOWANCES: [Allowance; 0] = [];

/// Leaves out as many violations as are allowed: all of a folder, or none.
pub(super) fn forgive(violations: Vec<Violation>) -> Vec<Violation> {
    forgive_by(&ALLOWANCES, violations)
}

fn forgive_by(allowances: &[Allowance], mut violations: Vec<Violation>) -> Vec<Violation> {
    for Allowance { rule, folder, count } in allowances {
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
        let violation = |path: &str| Violation {
            path: path.to_owned(),
            line: 1,
            rule: "circles",
            found: String::new(),
            mend: "",
        };
        let two = || {
            vec![
                violation("crates/a/src/b.rs"),
                violation("crates/a/src/c.rs"),
                violation("crates/d/src/e.rs"),
            ]
        };
        let left =
            |count| forgive_by(&[Allowance { rule: "circles", folder: "crates/a", count }], two()).len();
        assert_eq!((left(2), left(3), left(1)), (1, 1, 3));
        let other = forgive_by(&[Allowance { rule: "sizes", folder: "crates/a", count: 9 }], two());
        assert_eq!(other.len(), 3);
    }
}
