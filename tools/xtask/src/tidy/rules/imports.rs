//! Imports stand in three groups with a blank line between: std, other crates, this crate.

use crate::tidy::{Source, Violation};

struct Import {
    line: usize,
    group: Group,
    blank_before: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    Std,
    Others,
    Ours,
}

pub(crate) fn check(source: &Source) -> Vec<Violation> {
    runs(source).iter().flat_map(|run| run.windows(2).filter_map(|pair| wrong(source, pair))).collect()
}

fn wrong(source: &Source, pair: &[Import]) -> Option<Violation> {
    let [first, second] = pair else { return None };
    let found = match second.group.cmp(&first.group) {
        std::cmp::Ordering::Less => "an import that belongs into a group above",
        std::cmp::Ordering::Greater if !second.blank_before => "no blank line between two groups of imports",
        std::cmp::Ordering::Equal if second.blank_before => "a blank line inside a group of imports",
        std::cmp::Ordering::Greater | std::cmp::Ordering::Equal => return None,
    };
    Some(Violation {
        path: source.path.clone(),
        line: second.line,
        rule: "imports",
        found: found.to_owned(),
        mend: "std, then other crates, then crate/self/super, with one blank line between the groups",
    })
}

/// Imports that follow each other with nothing but blanks, comments and attributes between.
fn runs(source: &Source) -> Vec<Vec<Import>> {
    let modules: Vec<&str> = source.code_lines().filter_map(|(_, line)| module(line)).collect();
    let (mut runs, mut run) = (Vec::new(), Vec::new());
    let (mut inside, mut blank) = (false, false);
    for ((number, code), raw) in source.code_lines().zip(source.text.lines()) {
        let line = code.trim();
        if inside {
            inside = !line.ends_with(';');
        } else if let Some(path) = line.strip_prefix("use ") {
            run.push(Import { line: number, group: group(path, &modules), blank_before: blank });
            inside = !line.ends_with(';');
            blank = false;
        } else if line.is_empty() {
            blank |= raw.trim().is_empty();
        } else if !line.starts_with("#[") {
            runs.push(std::mem::take(&mut run));
            blank = false;
        }
    }
    runs.push(run);
    runs
}

fn module(line: &str) -> Option<&str> {
    let name = line.trim_start_matches("pub ").trim_start_matches("pub(crate) ").strip_prefix("mod ")?;
    name.strip_suffix(';')
}

fn group(path: &str, modules: &[&str]) -> Group {
    let (path, is_crate) = path.strip_prefix("::").map_or((path, false), |path| (path, true));
    let first = path.split([':', ';', ' ']).next().unwrap_or_default();
    match first {
        "std" | "core" | "alloc" => Group::Std,
        "crate" | "self" | "super" => Group::Ours,
        name if !is_crate && modules.contains(&name) => Group::Ours,
        _ => Group::Others,
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
    }

    #[test]
    fn a_module_of_this_file_is_ours() {
        assert!(found("mod tree;\n\nuse std::fmt;\n\nuse tree::Tree;\n").is_empty());
        assert_eq!(found("mod tree;\n\nuse anyhow::bail;\nuse tree::Tree;\n"), [4]);
        assert!(found("mod sql;\n\nuse ::sql::Database;\nuse bus::Bus;\n").is_empty());
    }
}
