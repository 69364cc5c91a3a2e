//! A handler is read at one glance.

use crate::tidy::words::is_name;
use crate::tidy::{Source, Violation};

/// Of the body: extract, parse, one call of `app`, answer.
const LINES_MAX: usize = 20;
const MARK: &str = "#[utoipa::path";

pub(crate) fn check(source: &Source) -> Vec<Violation> {
    let handlers = source.code.match_indices(MARK).filter_map(|(at, _)| body(source, at));
    let lines = |from: usize, to: usize| source.line_of(to - 1) - source.line_of(from) + 1;
    let too_long = handlers.filter(|(_, open, end)| lines(*open, *end) > LINES_MAX);
    too_long
        .map(|(at, open, end)| Violation {
            path: source.path.clone(),
            line: source.line_of(at),
            rule: "handler size",
            found: format!("{} lines, of at most {LINES_MAX}", lines(open, end)),
            mend: "a handler extracts, parses, calls app once and answers: move the rest there",
        })
        .collect()
}

/// Where the function behind the mark begins, where its body opens, and where it ends.
fn body(source: &Source, mark: usize) -> Option<(usize, usize, usize)> {
    let code = source.code.get(mark..)?;
    let is_keyword = |at: &usize| !code.get(..*at).unwrap_or_default().ends_with(is_name);
    let start = code.match_indices("fn ").map(|(at, _)| at).find(is_keyword)?;
    let mut depth = 0_i32;
    for (at, character) in code.get(start..)?.char_indices() {
        match character {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            '{' if depth == 0 => {
                let open = mark + start + at;
                return Some((mark + start, open, source.closing_brace(open)?));
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handler_has_a_body_of_20_lines() {
        let handler = |mark: &str, lines: usize| {
            let body = "    f();\n".repeat(lines - 2);
            let text = format!("{mark}(\n    get,\n)]\npub async fn f(\n    x: [u8; 2],\n) {{\n{body}}}\n");
            check(&Source::new("crates/a/src/b.rs", &text)).iter().map(|found| found.line).collect::<Vec<_>>()
        };
        assert_eq!(handler(MARK, 20), Vec::<usize>::new());
        assert_eq!(handler(MARK, 21), [4]);
        assert_eq!(handler("#[inline", 21), Vec::<usize>::new());
    }
}
