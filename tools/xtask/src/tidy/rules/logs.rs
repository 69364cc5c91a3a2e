//! A log message is the middle of a sentence: it starts small and has no full stop, so that it reads alone and greps well.

use crate::tidy::{Source, Violation};

const MACROS: [&str; 5] = ["trace", "debug", "info", "warn", "error"];

pub(crate) fn check(source: &Source) -> Vec<Violation> {
    let mend = "write it as the middle of a sentence: lower case, no full stop";
    let fault = |(line, message): (usize, &str)| {
        let found = if starts_with_capital(message) {
            "a log message that starts with a capital"
        } else if message.ends_with('.') && !message.ends_with("..") {
            "a log message that ends with a full stop"
        } else {
            return None;
        };
        Some(source.violation(line, "logs", found, mend))
    };
    messages(source).filter_map(fault).collect()
}

/// Of each call the line and the first literal that is an argument of its own, not the value of a field or of `target:`.
pub(super) fn messages(source: &Source) -> impl Iterator<Item = (usize, &str)> {
    let tokens = source.tokens();
    let calls = (0..tokens.len())
        .filter(|at| matches!(tokens.get(*at..*at + 3), Some([name, "!", "("]) if MACROS.contains(name)));
    let messages: Vec<_> = calls.filter_map(|call| message(&tokens, call + 2)).collect();
    messages.into_iter().map(|at| {
        let literal = source.tokens().get(at).copied().unwrap_or_default();
        (source.token_line(at), literal.trim_matches(['r', '#', '"']))
    })
}

/// Behind the bracket that opens the arguments.
fn message(tokens: &[&str], open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        let before = tokens.get(at.checked_sub(1)?)?;
        match *token {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            text if depth == 1 && matches!(*before, "(" | ",") && text.ends_with(['"', '#']) => {
                return Some(at);
            }
            _ => {}
        }
        if depth == 0 {
            return None;
        }
    }
    None
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
        let right = "info!(\"ready\");\nwarn!(%error, at_ms = f(1, \"X.\"), \"took {n} ms\", n = 1);";
        assert_eq!(found(right), 0);
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
