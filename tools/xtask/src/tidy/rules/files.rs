//! Files: their names, how they begin, how long they are, and how their lines end.

use crate::tidy::{Source, Tree, Violation};

/// These only say that the author did not know where to put the thing.
const MEANINGLESS: [&str; 7] = ["utils", "util", "helpers", "helper", "manager", "core", "misc"];
/// Means something before a noun, and nothing alone.
const MEANINGLESS_ALONE: &str = "common";
const LINES_MAX: usize = 400;
/// A service's `main` only composes: settings, telemetry, adapters, build, run.
const MAIN_LINES_MAX: usize = 60;

/// A name says what a thing is.
pub(crate) fn check_names(tree: &Tree) -> Vec<Violation> {
    let ours = tree.paths.iter().filter(|path| !path.starts_with("web/"));
    let meaningless = ours.filter(|path| {
        let name = path.rsplit('/').next().unwrap_or(path);
        let stem = name.split('.').next().unwrap_or(name);
        stem == MEANINGLESS_ALONE || stem.split(['_', '-']).any(|part| MEANINGLESS.contains(&part))
    });
    let mend = "name the file after the thing it holds (a noun) or the use case it is (a verb)";
    meaningless.map(|path| Violation::new(path, 1, "names", "a name that says nothing", mend)).collect()
}

/// A file explains what it is and why it is there, before anything else.
pub(crate) fn check_header(source: &Source) -> Vec<Violation> {
    let first = source.text.lines().next().unwrap_or_default();
    let explains = first.strip_prefix("//! ").is_some_and(|text| text.trim().len() >= 10);
    let mend = "begin with a sentence after `//!`, or with the README as `#![doc = include_str!(..)]`";
    let found = "the first line does not explain what this file is";
    let is_missing = !explains && !first.starts_with("#![doc = include_str!(");
    is_missing.then(|| source.violation(1, "header", found, mend)).into_iter().collect()
}

/// A file that does not fit into one reading is two files under one name.
pub(crate) fn check_size(source: &Source) -> Vec<Violation> {
    let is_main = source.is_service() && source.path.ends_with("/src/main.rs");
    let (limit, lines) = (if is_main { MAIN_LINES_MAX } else { LINES_MAX }, source.text.lines().count());
    let mend = "split the file where its subject changes, and give each part the name of its subject";
    let found = format!("{lines} lines, of at most {limit}");
    (lines > limit).then(|| source.violation(lines, "file size", found, mend)).into_iter().collect()
}

pub(crate) fn check_white_space(tree: &Tree) -> Vec<Violation> {
    let lines = |text: &str| {
        let ends = text.lines().zip(1..).filter(|(line, _)| line.ends_with([' ', '\t', '\r']));
        let ends = ends.map(|(_, number)| number);
        ends.chain(text.ends_with("\n\n").then(|| text.lines().count())).collect::<Vec<usize>>()
    };
    let all = tree.files.iter();
    let found = all.flat_map(|file| lines(&file.text).into_iter().map(move |line| (&file.path, line)));
    let mend = "delete it; in Rust, `cargo fmt` does";
    found
        .map(|(path, line)| Violation::new(path, line, "white space", "white space at the end", mend))
        .collect()
}

/// What a merge leaves where it could not decide.
pub(crate) fn check_merges(tree: &Tree) -> Vec<Violation> {
    let is_mark = |line: &str| line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> ");
    let marks = |text: &str| {
        let marked = text.lines().zip(1..).filter(|(line, _)| is_mark(line));
        marked.map(|(_, number)| number).collect::<Vec<usize>>()
    };
    let found =
        tree.files.iter().flat_map(|file| marks(&file.text).into_iter().map(move |line| (file, line)));
    let mend = "decide between the two, or write what both mean";
    found
        .map(|(file, line)| Violation::new(&file.path, line, "merges", "the mark of a conflict", mend))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_say_nothing_are_refused() {
        let paths = ["a/utils.rs", "crates/core/x.rs", "a/common.rs", "a/common_config.rs", "a/score.rs"];
        let tree = Tree::of(&paths.map(|path| (path, "")));
        let found: Vec<String> = check_names(&tree).into_iter().map(|violation| violation.path).collect();
        assert_eq!(found, ["a/utils.rs", "crates/core", "a/common.rs"]);
    }

    #[test]
    fn a_file_begins_with_a_sentence_or_its_readme() {
        let found = |text: &str| check_header(&Source::new("crates/a/src/b.rs", text)).len();
        assert_eq!(found("//! What a seat is.\n"), 0);
        assert_eq!(found("#![doc = include_str!(\"../README.md\")]\n"), 0);
        assert_eq!((found("//! ...\n"), found("use std::fmt;\n"), found("")), (1, 1, 1));
    }

    #[test]
    fn a_file_has_400_lines_and_the_main_of_a_service_60() {
        let found = |path: &str, lines: usize| check_size(&Source::new(path, &"x\n".repeat(lines))).len();
        assert_eq!((found("crates/a/src/b.rs", 400), found("crates/a/src/b.rs", 401)), (0, 1));
        assert_eq!((found("services/a/src/main.rs", 60), found("services/a/src/main.rs", 61)), (0, 1));
        assert_eq!(found("tools/xtask/src/main.rs", 61), 0);
    }

    #[test]
    fn the_marks_of_a_conflict_are_found() {
        let tree =
            Tree::of(&[("docs/x.md", "a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> other\n"), ("a.md", "<<<\n")]);
        let found: Vec<_> = check_merges(&tree).into_iter().map(|found| (found.path, found.line)).collect();
        assert_eq!(found, [("docs/x.md".to_owned(), 2), ("docs/x.md".to_owned(), 6)]);
    }

    #[test]
    fn trailing_blanks_are_found() {
        let tree = Tree::of(&[("README.md", "a\nb \n\n"), ("docs/x.md", "a\n\nb\n")]);
        let found: Vec<_> =
            check_white_space(&tree).into_iter().map(|found| (found.path, found.line)).collect();
        assert_eq!(found, [("README.md".to_owned(), 2), ("README.md".to_owned(), 3)]);
    }
}
