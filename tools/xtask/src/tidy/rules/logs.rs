//! A log message is the middle of a sentence: it starts small and has no full stop, so that it reads alone and greps well.

use crate::tidy::lexer::Span;
use crate::tidy::words::is_name;
use crate::tidy::{Source, Violation};

const MACROS: [&str; 5] = ["trace!(", "debug!(", "info!(", "warn!(", "error!("];

pub(crate) fn check(source: &Source) -> Vec<Violation> {
    let mut violations = Vec::new();
    for message in messages(source) {
        let text = source.text.get(message.start..message.end).unwrap_or_default();
        let found = if starts_with_capital(text) {
            "a log message that starts with a capital"
        } else if text.ends_with('.') && !text.ends_with("..") {
            "a log message that ends with a full stop"
        } else {
            continue;
        };
        violations.push(Violation {
            path: source.path.clone(),
            line: source.line_of(message.start),
            rule: "logs",
            found: found.to_owned(),
            mend: "write it as the middle of a sentence: lower case, no full stop",
        });
    }
    violations
}

pub(super) fn messages(source: &Source) -> impl Iterator<Item = Span> {
    let calls = MACROS.iter().flat_map(|name| calls(source, name));
    calls.filter_map(|(start, end)| message(source, start, end))
}

/// Where the arguments of each call begin and end.
fn calls<'s>(source: &'s Source, name: &'s str) -> impl Iterator<Item = (usize, usize)> + 's {
    source.code.match_indices(name).filter_map(move |(at, _)| {
        let before = source.code.get(..at)?;
        if before.ends_with(is_name) {
            return None;
        }
        let start = at + name.len();
        let mut depth = 1_usize;
        for (inside, character) in source.code.get(start..)?.char_indices() {
            match character {
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return Some((start, start + inside));
            }
        }
        None
    })
}

/// The first literal that is an argument of its own, not the value of a field or of `target:`.
fn message(source: &Source, start: usize, end: usize) -> Option<Span> {
    let mut inside = source.literals.iter().filter(|literal| (start..end).contains(&literal.start));
    let message = inside.find(|literal| {
        let before = source.code.get(start..literal.start).unwrap_or_default();
        let before = before.trim_end().trim_end_matches('"').trim_end();
        before.is_empty() || (before.ends_with(',') && balanced(before))
    });
    message.copied()
}

fn balanced(text: &str) -> bool {
    let open = text.matches(['(', '[', '{']).count();
    open == text.matches([')', ']', '}']).count()
}

/// A word in capitals (SSE, HTTP) may begin a message.
fn starts_with_capital(message: &str) -> bool {
    let mut letters = message.chars();
    let first = letters.next().is_some_and(char::is_uppercase);
    first && !letters.next().is_some_and(|second| second.is_uppercase() || second.is_numeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> usize {
        check(&Source::new("crates/a/src/b.rs", text)).len()
    }

    #[test]
    fn a_message_is_the_middle_of_a_sentence() {
        assert_eq!(
            found("info!(\"ready\");\nwarn!(%error, at_ms = f(1, \"X.\"), \"took {n} ms\", n = 1);"),
            0
        );
        assert_eq!(found("tracing::info!(\"Ready\");"), 1);
        assert_eq!(found("tracing::error!(\n  cause = %error,\n  \"it failed.\"\n);"), 1);
        assert_eq!(found("debug!(target: \"Bus\", topic = \"Seats\", \"polled\");"), 0);
        assert_eq!(found("info!(\"SSE stream of {event} ended\");"), 0);
    }

    #[test]
    fn other_macros_are_left_alone() {
        assert_eq!(found("my_info!(\"Ready.\");\nassert!(x, \"It failed.\");"), 0);
    }
}
