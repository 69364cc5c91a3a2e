//! Imports stand in three groups with a blank line between: std, other crates, this crate.

use std::cmp::Ordering;

use crate::tidy::source::positions;
use crate::tidy::{Source, Violation};

const MEND: &str = "std, then other crates, then crate/self/super, with one blank line between the groups";

pub(crate) fn check<'s>(source: &'s Source) -> Vec<Violation> {
    let tokens = source.tokens();
    let lines: Vec<&str> = source.text.lines().collect();
    let module = |window: &[&'s str]| match window {
        ["mod", name, ";"] => Some(*name),
        _ => None,
    };
    let modules: Vec<&str> = tokens.windows(3).filter_map(module).collect();
    let mut violations = Vec::new();
    // The group of the import above, and the token that ended it.
    let mut above: Option<(u8, usize)> = None;
    for at in positions(&tokens, &["use"]).filter(|at| begins_item(&tokens, *at)) {
        let own = group(tokens.get(at + 1).copied().unwrap_or_default(), &modules);
        let line = source.token_line(at);
        if let Some((group, end)) = above.filter(|(_, end)| follows(&tokens, *end, at)) {
            let between = lines.get(source.token_line(end)..line - 1).unwrap_or_default();
            let has_blank = between.iter().any(|line| line.trim().is_empty());
            let found = fault(own.cmp(&group), has_blank);
            violations.extend(found.map(|found| source.violation(line, "imports", found, MEND)));
        }
        above = (at..tokens.len()).find(|end| tokens.get(*end) == Some(&";")).map(|end| (own, end));
    }
    violations
}

/// Private: a `pub use` is no import.
fn begins_item(tokens: &[&str], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| tokens.get(before));
    before.is_none_or(|before| matches!(*before, ";" | "{" | "}" | "]"))
}

/// Nothing stands between but attributes.
fn follows(tokens: &[&str], end: usize, at: usize) -> bool {
    let between = tokens.get(end + 1..at).unwrap_or_default();
    between.first().is_none_or(|first| *first == "#")
        && !between.iter().any(|token| matches!(*token, ";" | "{" | "}"))
}

fn fault(to_last: Ordering, has_blank: bool) -> Option<&'static str> {
    match to_last {
        Ordering::Less => Some("an import that belongs into a group above"),
        Ordering::Greater => (!has_blank).then_some("no blank line between two groups of imports"),
        Ordering::Equal => has_blank.then_some("a blank line inside a group of imports"),
    }
}

/// By the first name of the path.
fn group(first: &str, modules: &[&str]) -> u8 {
    match first {
        "std" | "core" | "alloc" => 0,
        "crate" | "self" | "super" => 2,
        name if modules.contains(&name) => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<usize> {
        check(&Source::new("crates/a/src/b.rs", text)).iter().map(|violation| violation.line).collect()
    }

    #[test]
    fn three_groups_in_order_are_right() {
        let text = "//! X.\n\nuse std::fmt;\nuse std::io;\n\nuse anyhow::{\n    Context,\n    bail,\n};\n\n// why\nuse crate::a;\nuse super::b;\n\nfn f() {}\n";
        assert!(found(text).is_empty());
    }

    #[test]
    fn order_and_blank_lines_are_checked() {
        assert_eq!(found("use anyhow::bail;\n\nuse std::fmt;\n"), [3]);
        assert_eq!(found("use std::fmt;\nuse anyhow::bail;\n"), [2]);
        assert_eq!(found("use std::fmt;\n\nuse std::io;\n"), [3]);
        assert!(found("use anyhow::bail;\nfn f() {\n    use std::fmt;\n}\n").is_empty());
    }

    #[test]
    fn a_module_of_this_file_is_ours() {
        assert!(found("mod tree;\n\nuse std::fmt;\n\nuse tree::Tree;\n").is_empty());
        assert_eq!(found("mod tree;\n\nuse anyhow::bail;\nuse tree::Tree;\n"), [4]);
        assert!(found("mod sql;\n\nuse ::sql::Database;\nuse bus::Bus;\n").is_empty());
    }
}
