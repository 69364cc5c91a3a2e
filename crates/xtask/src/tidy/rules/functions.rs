//! A function is read on one screen.

use crate::tidy::source::is_name;
use crate::tidy::{Source, Violation};

const LINES_MAX: usize = 70;

pub(crate) fn check(source: &Source) -> Vec<Violation> {
    let starts = source.code.match_indices("fn ").map(|(at, _)| at);
    starts
        .filter(|at| !source.code.get(..*at).is_some_and(|before| before.ends_with(is_name)))
        .filter_map(|at| {
            let open = body(source.code.get(at..)?)?;
            let end = source.closing_brace(at + open)?;
            let (first, last) = (source.line_of(at), source.line_of(end - 1));
            let lines = last - first + 1;
            (lines > LINES_MAX).then(|| Violation {
                path: source.path.clone(),
                line: first,
                rule: "function size",
                found: format!("a function of {lines} lines, of at most {LINES_MAX}"),
                mend: "name its steps and make each a function",
            })
        })
        .collect()
}

/// Where the body opens; a declaration without a body ends at its semicolon, a function type has no name.
fn body(text: &str) -> Option<usize> {
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
    fn braces_in_strings_and_declarations_without_a_body_do_not_count() {
        let text = format!(
            "trait T {{\n fn f(&self);\n}}\nfn g() {{ \"{{\"; }}\n{}",
            "const X: u8 = 1;\n".repeat(80)
        );
        assert!(violations(&text).is_empty());
    }
}
