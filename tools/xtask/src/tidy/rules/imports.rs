//! Imports stand in three groups with a blank line between: std, other crates, this crate.

use std::cmp::Ordering;

use crate::tidy::{Source, Violation};

const MEND: &str = "std, then other crates, then crate/self/super, with one blank line between the groups";

pub(crate) fn check(source: &Source) -> Vec<Violation> {
    let modules: Vec<&str> = source.code_lines().filter_map(|(_, line)| module(line)).collect();
    let mut violations = Vec::new();
    let (mut last, mut has_blank, mut is_inside) = (None, false, false);
    for ((number, code), text) in source.code_lines().zip(source.text.lines()) {
        let code = code.trim();
        if is_inside {
            is_inside = !code.ends_with(';');
        } else if let Some(path) = code.strip_prefix("use ") {
            let group = group(path, &modules);
            let found = last.and_then(|last: u8| fault(group.cmp(&last), has_blank));
            violations.extend(found.map(|found| source.violation(number, "imports", found, MEND)));
            (last, has_blank, is_inside) = (Some(group), false, !code.ends_with(';'));
        } else if text.trim().is_empty() {
            has_blank = true;
        } else if !code.is_empty() && !code.starts_with("#[") {
            (last, has_blank) = (None, false);
        }
    }
    violations
}

fn fault(to_last: Ordering, has_blank: bool) -> Option<&'static str> {
    match to_last {
        Ordering::Less => Some("an import that belongs into a group above"),
        Ordering::Greater => (!has_blank).then_some("no blank line between two groups of imports"),
        Ordering::Equal => has_blank.then_some("a blank line inside a group of imports"),
    }
}

fn module(line: &str) -> Option<&str> {
    let name = line.trim_start_matches("pub ").trim_start_matches("pub(crate) ").strip_prefix("mod ")?;
    name.strip_suffix(';')
}

fn group(path: &str, modules: &[&str]) -> u8 {
    match path.split([':', ';', ' ']).next().unwrap_or_default() {
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
