//! A Rust file as the rules see it: the text, its tokens and comments, and which lines are tests.
//!
//! A parser would know more, but the rules only need words, braces and literals, and this reads the whole tree in milliseconds.

use super::lexer::{Lexed, Span, lex};
use super::violation::Violation;

pub(crate) struct Source {
    /// From the root of the repository, with forward slashes.
    pub(crate) path: String,
    pub(crate) text: String,
    lexed: Lexed,
    line_starts: Vec<usize>,
    test_lines: Vec<(usize, usize)>,
}

impl Source {
    pub(crate) fn new(path: &str, text: &str) -> Self {
        let line_starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let (path, text, lexed) = (path.to_owned(), text.to_owned(), lex(text));
        let mut source = Self { path, text, lexed, line_starts, test_lines: Vec::new() };
        source.test_lines = source.find_test_modules();
        source
    }

    pub(crate) fn violation(
        &self,
        line: usize,
        rule: &'static str,
        found: impl Into<String>,
        mend: &'static str,
    ) -> Violation {
        Violation::new(&self.path, line, rule, found, mend)
    }

    /// Each with its line.
    pub(crate) fn comments(&self) -> impl Iterator<Item = (usize, &str)> {
        self.lexed.comments.iter().map(|comment| (self.line_of(*comment), self.text_of(*comment)))
    }

    pub(crate) fn tokens(&self) -> Vec<&str> {
        self.lexed.tokens.iter().map(|token| self.text_of(*token)).collect()
    }

    /// Those of the product; of a test that is a crate of its own, all of them.
    pub(crate) fn product_tokens(&self) -> Vec<&str> {
        let is_crate = self.path.contains("/tests/") && !self.path.contains("/src/");
        let counts = |token: &&Span| is_crate || !self.is_test(self.line_of(**token));
        self.lexed.tokens.iter().filter(counts).map(|token| self.text_of(*token)).collect()
    }

    /// The types that the product declares: the line, the name, and whether it is public.
    pub(crate) fn types(&self) -> impl Iterator<Item = (usize, &str, bool)> {
        const KINDS: [&str; 5] = ["struct", "enum", "trait", "type", "union"];
        let tokens = self.tokens();
        let declared = (0..tokens.len()).filter_map(move |at| match tokens.get(at..at + 3)? {
            [before, kind, name] if KINDS.contains(kind) => {
                Some((self.token_line(at + 2), *name, *before == "pub"))
            }
            _ => None,
        });
        declared.filter(|(line, _, _)| !self.is_test(*line))
    }

    pub(crate) fn token_line(&self, token: usize) -> usize {
        self.lexed.tokens.get(token).map_or(1, |token| self.line_of(*token))
    }

    fn text_of(&self, span: Span) -> &str {
        self.text.get(span.start..span.end).unwrap_or_default()
    }

    /// Lines are counted from 1, as editors do.
    fn line_of(&self, span: Span) -> usize {
        self.line_starts.partition_point(|start| *start <= span.start)
    }

    /// The lines on which this is written, such as `crate::app` or `.commit(`: not in prose, nor as a part of a longer name.
    pub(crate) fn lines_with(&self, code: &str) -> Vec<usize> {
        let wanted: Vec<&str> =
            lex(code).tokens.iter().filter_map(|token| code.get(token.start..token.end)).collect();
        positions(&self.tokens(), &wanted).map(|at| self.token_line(at)).collect()
    }

    pub(crate) fn is_test(&self, line: usize) -> bool {
        self.is_test_file() || self.test_lines.iter().any(|(from, to)| (*from..=*to).contains(&line))
    }

    pub(crate) fn is_test_file(&self) -> bool {
        self.path.split('/').any(|part| matches!(part, "tests" | "tests.rs") || part.ends_with("_tests.rs"))
    }

    /// `Some("services/order")` and `Some("crates/bus")`, the folder of the crate.
    pub(crate) fn crate_folder(&self) -> Option<&str> {
        let (folder, _) = self.path.split_once("/src/").or_else(|| self.path.split_once("/tests/"))?;
        Some(folder)
    }

    /// The layer of a file below `src`: `domain`, `http`, or the stem of a file in `src` itself.
    pub(crate) fn layer(&self) -> Option<&str> {
        let (_, inside) = self.path.split_once("/src/")?;
        let first = inside.split('/').next()?;
        Some(first.strip_suffix(".rs").unwrap_or(first))
    }

    pub(crate) fn is_service(&self) -> bool {
        self.path.starts_with("services/")
    }

    /// Whether this is code of the product.
    pub(crate) fn ships(&self) -> bool {
        let folder = self.path.split('/').next().unwrap_or_default();
        matches!(folder, "contracts" | "crates" | "services") && !self.is_test_file()
    }

    fn find_test_modules(&self) -> Vec<(usize, usize)> {
        let tokens = self.tokens();
        let lines = |at| Some((self.token_line(at), self.token_line(item_end(&tokens, at)?)));
        positions(&tokens, &["#", "[", "cfg", "(", "test", ")", "]"]).filter_map(lines).collect()
    }
}

/// Where these tokens follow each other.
pub(crate) fn positions(tokens: &[&str], wanted: &[&str]) -> impl Iterator<Item = usize> {
    (0..tokens.len()).filter(|at| tokens.get(*at..).is_some_and(|rest| rest.starts_with(wanted)))
}

/// The token that ends the item which begins at a token: a semicolon, or the brace that closes its body.
pub(crate) fn item_end(tokens: &[&str], start: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(start) {
        match *token {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth == 0 && matches!(*token, ";" | "}") {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_module_is_known_by_its_lines() {
        let source = Source::new(
            "crates/a/src/b.rs",
            "fn a() {}\n#[cfg(test)]\nmod tests {\n fn b() {}\n}\nfn c() {}\n",
        );
        let tests: Vec<bool> = (1..=6).map(|line| source.is_test(line)).collect();
        assert_eq!(tests, [false, true, true, true, true, false]);
    }

    #[test]
    fn a_file_of_tests_is_known_by_its_path() {
        assert!(Source::new("services/order/tests/it/main.rs", "").is_test(1));
        assert!(Source::new("crates/bus/src/relay/tests.rs", "").is_test(1));
        assert!(Source::new("services/order/src/domain/saga_tests.rs", "").is_test(1));
        assert!(!Source::new("tools/testkit/src/lib.rs", "").is_test(1));
    }

    #[test]
    fn code_is_found_where_it_is_written_and_not_in_longer_names_nor_in_prose() {
        let lines = |text: &str, code| Source::new("crates/a/src/b.rs", text).lines_with(code);
        assert_eq!(lines("use serde_json::Value;\nuse serde::{\n    Serialize,\n};", "serde"), [2]);
        assert_eq!(lines("crate::apple;\n\"crate::app\" // crate::app\ncrate::app::x", "crate::app"), [3]);
        assert_eq!(lines("x\n    .commit(y)", ".commit("), [2]);
    }

    #[test]
    fn layers_and_crates_are_read_from_the_path() {
        let source = Source::new("services/order/src/domain/saga.rs", "");
        assert_eq!((source.crate_folder(), source.layer()), (Some("services/order"), Some("domain")));
        assert_eq!(Source::new("contracts/src/envelope.rs", "").layer(), Some("envelope"));
    }
}
