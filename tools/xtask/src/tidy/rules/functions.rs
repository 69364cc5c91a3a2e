//! A function is read on one screen, and a handler at one glance.

use crate::tidy::source::is_name;
use crate::tidy::{Source, Violation};

const LINES_MAX: usize = 70;
/// Of the body: extract, parse, one call of `app`, answer.
const HANDLER_LINES_MAX: usize = 20;
const HANDLER: &str = "#[utoipa::path";

pub(crate) fn check(source: &Source) -> Vec<Violation> {
    let functions =
        source.code.match_indices("fn ").filter(|(at, _)| !before(source, *at).ends_with(is_name));
    let mut violations: Vec<Violation> = functions
        .filter_map(|(at, _)| {
            let (open, end) = body(source, at)?;
            let mend = "name its steps and make each a function";
            too_long(source, at, lines(source, at, end), LINES_MAX, mend)
                .or_else(|| handler_too_long(source, at, lines(source, open, end)))
        })
        .collect();
    violations.sort_by_key(|violation| violation.line);
    violations
}

fn handler_too_long(source: &Source, at: usize, lines: usize) -> Option<Violation> {
    let attributes = before(source, at).rsplit(['}', ';']).next().unwrap_or_default();
    let mend = "a handler extracts, parses, calls app once and answers: move the rest there";
    attributes.contains(HANDLER).then(|| too_long(source, at, lines, HANDLER_LINES_MAX, mend))?
}

fn too_long(source: &Source, at: usize, lines: usize, limit: usize, mend: &'static str) -> Option<Violation> {
    (lines > limit).then(|| Violation {
        path: source.path.clone(),
        line: source.line_of(at),
        rule: "function size",
        found: format!("{lines} lines, of at most {limit}"),
        mend,
    })
}

fn before(source: &Source, at: usize) -> &str {
    source.code.get(..at).unwrap_or_default()
}

fn lines(source: &Source, from: usize, to: usize) -> usize {
    source.line_of(to - 1) - source.line_of(from) + 1
}

/// Where the body of the function at `at` opens and ends.
fn body(source: &Source, at: usize) -> Option<(usize, usize)> {
    let open = at + opening(source.code.get(at..)?)?;
    Some((open, source.closing_brace(open)?))
}

/// Where the body opens; a declaration without a body ends at its semicolon, a function type has no name.
fn opening(text: &str) -> Option<usize> {
    let named = text.get(3..)?.starts_with(|first: char| is_name(first) || first == '$');
    let mut depth = 0_i32;
    for (at, character) in text.char_indices().filter(|_| named) {
        match character {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            '{' if depth == 0 => return Some(at),
            ';' if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn violations(text: &str) -> Vec<usize> {
        check(&Source::new("crates/a/src/b.rs", text)).iter().map(|violation| violation.line).collect()
    }

    #[test]
    fn a_function_of_70_lines_is_the_longest() {
        let function =
            |lines: usize| format!("\nfn f(x: [u8; 3]) {{\n{}}}\n", "    f();\n".repeat(lines - 2));
        assert!(violations(&function(70)).is_empty());
        assert_eq!(violations(&function(71)), [2]);
    }

    #[test]
    fn a_handler_has_a_body_of_20_lines() {
        let handler = |lines: usize| {
            format!(
                "#[utoipa::path(\n    get,\n)]\npub async fn f(\n    x: u8,\n) {{\n{}}}\n",
                "    f();\n".repeat(lines - 2)
            )
        };
        assert!(violations(&handler(20)).is_empty());
        assert_eq!(violations(&handler(21)), [4]);
    }

    #[test]
    fn braces_in_strings_and_declarations_without_a_body_do_not_count() {
        let text = format!(
            "trait T {{\n fn f(&self);\n}}\nfn g() {{ \"{{\"; }}\n{}",
            "const X: u8 = 1;\n".repeat(80)
        );
        assert!(violations(&text).is_empty());
    }
}
