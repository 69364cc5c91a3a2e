//! A handler is read at one glance, and says nothing of who may call it.

use crate::tidy::source::{item_end, positions};
use crate::tidy::{Source, Violation};

/// Of the body: extract, parse, one call of `app`, answer.
const LINES_MAX: usize = 20;
/// In what describes an operation.
const SECURITY: &str = "security((";
const MARK: [&str; 6] = ["#", "[", "utoipa", ":", ":", "path"];

pub(crate) fn check(source: &Source) -> Vec<Violation> {
    let tokens = source.tokens();
    let handlers = positions(&tokens, &MARK).filter_map(|mark| {
        let start = (mark..tokens.len()).find(|at| tokens.get(*at) == Some(&"fn"))?;
        let open = body(&tokens, start)?;
        let lines = source.token_line(item_end(&tokens, open)?) - source.token_line(open) + 1;
        Some((start, lines))
    });
    let mend = "a handler extracts, parses, calls app once and answers: move the rest there";
    let too_long = handlers.filter(|(_, lines)| *lines > LINES_MAX).map(|(start, lines)| {
        let found = format!("{lines} lines, of at most {LINES_MAX}");
        source.violation(source.token_line(start), "handler size", found, mend)
    });
    too_long.chain(secured_by_hand(source)).collect()
}

fn secured_by_hand(source: &Source) -> impl Iterator<Item = Violation> {
    let mend = "leave it out: it follows from the rule of the route, `Allow`";
    let lines =
        source.lines_with(SECURITY).into_iter().filter(move |line| source.ships() && !source.is_test(*line));
    lines.map(move |line| source.violation(line, "handler rule", "a handler with `security`", mend))
}

/// Where the body opens: behind the arguments, among which there may be braces.
fn body(tokens: &[&str], start: usize) -> Option<usize> {
    let mut depth = 0_i32;
    let mut opens = |token: &str| {
        depth += i32::from(matches!(token, "(" | "[")) - i32::from(matches!(token, ")" | "]"));
        depth == 0 && token == "{"
    };
    (start..tokens.len()).find(|at| tokens.get(*at).is_some_and(|token| opens(token)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handler_does_not_say_who_may_call_it() {
        let found = |path: &str| {
            let text = "#[utoipa::path(get, security((\"operatorToken\" = [])))]\nasync fn f() {}\n";
            check(&Source::new(path, text)).len()
        };
        assert_eq!((found("services/a/src/http/b.rs"), found("services/a/tests/it/b.rs")), (1, 0));
    }

    #[test]
    fn a_handler_has_a_body_of_20_lines() {
        let handler = |mark: &str, lines: usize| {
            let body = "    f();\n".repeat(lines - 2);
            let text = format!("#[{mark}(\n    get,\n)]\npub async fn f(\n    x: u8,\n) {{\n{body}}}\n");
            check(&Source::new("crates/a/src/b.rs", &text)).iter().map(|found| found.line).collect::<Vec<_>>()
        };
        assert_eq!(handler("utoipa::path", 20), Vec::<usize>::new());
        assert_eq!(handler("utoipa::path", 21), [4]);
        assert_eq!(handler("inline", 21), Vec::<usize>::new());
    }
}
