//! A Rust file as the rules see it: the text, the text without comments and strings, and which lines are tests.
//!
//! A parser would know more, but the rules only need words, braces and literals, and this reads the whole tree in milliseconds.

use super::lexer::{self, Span};

pub(crate) struct Source {
    /// From the root of the repository, with forward slashes.
    pub(crate) path: String,
    pub(crate) text: String,
    /// As long as `text`, line for line; every character of a comment or inside a literal is a blank.
    pub(crate) code: String,
    pub(crate) literals: Vec<Span>,
    pub(crate) comments: Vec<Span>,
    line_starts: Vec<usize>,
    test_lines: Vec<(usize, usize)>,
}

impl Source {
    pub(crate) fn new(path: &str, text: &str) -> Self {
        let lexed = lexer::blank(text);
        let line_starts =
            std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect::<Vec<_>>();
        let mut source = Self {
            path: path.to_owned(),
            text: text.to_owned(),
            code: lexed.code,
            literals: lexed.literals,
            comments: lexed.comments,
            line_starts,
            test_lines: Vec::new(),
        };
        source.test_lines = source.find_test_modules();
        source
    }

    /// Lines are counted from 1, as editors do.
    pub(crate) fn line_of(&self, offset: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= offset)
    }

    pub(crate) fn line_count(&self) -> usize {
        self.text.lines().count()
    }

    /// The lines of the code without comments and literals, with their numbers.
    pub(crate) fn code_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.code.lines().enumerate().map(|(index, line)| (index + 1, line))
    }

    /// The same, without what only tests compile.
    pub(crate) fn product_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.code_lines().filter(|(line, _)| !self.is_test(*line))
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

    /// The string literals outside of tests.
    pub(crate) fn product_literals(&self) -> impl Iterator<Item = &str> {
        let product = self.literals.iter().filter(|literal| !self.is_test(self.line_of(literal.start)));
        product.filter_map(|literal| self.text.get(literal.start..literal.end))
    }

    /// The code without what only tests compile, which becomes blank lines.
    pub(crate) fn product_code(&self) -> String {
        let line = |(number, line)| if self.is_test(number) { "\n".to_owned() } else { format!("{line}\n") };
        self.code_lines().map(line).collect()
    }

    /// Offset just behind the brace that closes the one at `open`.
    pub(crate) fn closing_brace(&self, open: usize) -> Option<usize> {
        let mut depth = 0_usize;
        for (at, character) in self.code.get(open..)?.char_indices() {
            match character {
                '{' => depth += 1,
                '}' => {
                    depth = depth.checked_sub(1)?;
                    if depth == 0 {
                        return Some(open + at + 1);
                    }
                }
                _ => {}
            }
        }
        None
    }

    fn find_test_modules(&self) -> Vec<(usize, usize)> {
        let marks = self.code.match_indices("#[cfg(test)]").map(|(at, _)| at);
        marks
            .filter_map(|at| {
                let rest = self.code.get(at..)?;
                let open = rest.find('{')?;
                let ends_before = rest.find(';').is_some_and(|end| end < open);
                let end = if ends_before { at } else { self.closing_brace(at + open)? };
                Some((self.line_of(at), self.line_of(end)))
            })
            .collect()
    }
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
    fn layers_and_crates_are_read_from_the_path() {
        let source = Source::new("services/order/src/domain/saga.rs", "");
        assert_eq!((source.crate_folder(), source.layer()), (Some("services/order"), Some("domain")));
        assert_eq!(Source::new("contracts/src/envelope.rs", "").layer(), Some("envelope"));
    }
}
