//! The words that docs/GLOSSARY.md rules out are not used, in names of types, comments, log messages and documents.

use super::logs::messages;
use crate::tidy::words::camel_parts;
use crate::tidy::{Source, Tree, Violation};

const GLOSSARY: &str = "docs/GLOSSARY.md";
const HEAD: &str = "| not | but |";
const TYPES: [&str; 5] = ["struct ", "enum ", "trait ", "type ", "union "];

/// One row of the table. A word with a capital letter is ruled out in the names of types alone.
struct Word {
    not: String,
    but: String,
}

pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    let Some(glossary) = tree.file(GLOSSARY) else { return Vec::new() };
    let words = words(&glossary.text);
    let sources = tree.sources.iter().flat_map(|source| in_source(source, &words));
    let documents = tree.files.iter().filter(|file| file.path.ends_with(".md") && file.path != GLOSSARY);
    let documents = documents.flat_map(|file| in_text(&file.path, 1, &file.text, &words));
    sources.chain(documents).collect()
}

fn words(glossary: &str) -> Vec<Word> {
    let table = glossary.split_once(HEAD).map_or("", |(_, table)| table);
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    let row = |line: &str| {
        let (not, but) = line.trim_matches(['|', ' ']).split_once('|')?;
        Some(Word { not: not.trim().to_owned(), but: but.trim().to_owned() })
    };
    rows.filter_map(row).collect()
}

fn in_source(source: &Source, words: &[Word]) -> Vec<Violation> {
    let text = |start: usize, end: usize| source.text.get(start..end).unwrap_or_default();
    // Where the API is described, doc comments are its description, which changes with the API alone.
    let describes_api = source.code.contains("utoipa");
    let comments = source.comments.iter().map(|comment| (comment.start, text(comment.start, comment.end)));
    let comments = comments.filter(|(_, text)| !(describes_api && text.starts_with("///")));
    let messages = messages(source).map(|message| (message.start, text(message.start, message.end)));
    let prose = comments.chain(messages);
    let mut violations: Vec<Violation> =
        prose.flat_map(|(start, text)| in_text(&source.path, source.line_of(start), text, words)).collect();
    for (number, line) in source.product_lines() {
        let name = declared_type(line).unwrap_or_default();
        let used = words.iter().filter(|word| camel_parts(name).any(|part| is_word(part, &word.not)));
        violations.extend(used.map(|word| violation(&source.path, number, name, word)));
    }
    violations
}

/// In capitals as it is written, otherwise in any case.
fn is_word(part: &str, not: &str) -> bool {
    if not.starts_with(char::is_uppercase) { part == not } else { part.eq_ignore_ascii_case(not) }
}

/// The name of the type that a line declares.
pub(super) fn declared_type(line: &str) -> Option<&str> {
    let declaration = ["pub(crate) ", "pub(super) ", "pub "]
        .iter()
        .find_map(|visible| line.trim_start().strip_prefix(visible));
    let declaration = declaration.unwrap_or(line.trim_start());
    let name = TYPES.iter().find_map(|kind| declaration.strip_prefix(kind))?;
    Some(crate::tidy::words::head(name))
}

/// What is in backticks is quoted and not said.
fn in_text(path: &str, first: usize, text: &str, words: &[Word]) -> Vec<Violation> {
    let mut violations = Vec::new();
    let mut is_block = false;
    for (line, number) in text.lines().zip(first..) {
        if line.trim_start().starts_with("```") {
            is_block = !is_block;
        }
        for part in line.split('`').step_by(2).filter(|_| !is_block) {
            let used = part.split(|letter: char| !letter.is_alphabetic()).filter_map(|found| {
                words
                    .iter()
                    .find(|word| word.not.starts_with(char::is_lowercase) && is_word(found, &word.not))
            });
            violations.extend(used.map(|word| violation(path, number, &word.not, word)));
        }
    }
    violations
}

fn violation(path: &str, line: usize, found: &str, Word { not, but }: &Word) -> Violation {
    Violation {
        path: path.to_owned(),
        line,
        rule: "glossary",
        found: format!("`{found}`: not {not} but {but}"),
        mend: "use the words of docs/GLOSSARY.md",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: (&str, &str) = (
        GLOSSARY,
        "# Glossary\n\ntold here is fine\n\n| not | but |\n|---|---|\n| told | notified |\n| Patient | RetryingClient |\n\ntold\n",
    );

    fn found(path: &str, text: &str) -> Vec<usize> {
        check(&Tree::of(&[TABLE, (path, text)])).iter().map(|violation| violation.line).collect()
    }

    #[test]
    fn words_are_ruled_out_in_comments_documents_and_log_messages() {
        assert_eq!(
            found("docs/A.md", "It is told.\n`told` is quoted, untold is another word\nTold\n"),
            [1, 3]
        );
        assert_eq!(found("docs/A.md", "```\ntold\n```\ntold\n"), [4]);
        assert_eq!(
            found("crates/a/src/b.rs", "// told\nlet told = \"told\";\ninfo!(\"told {x}\");\n"),
            [1, 3]
        );
        assert_eq!(found("crates/a/src/b.rs", "/// told\n// told\n#[derive(utoipa::ToSchema)]\n"), [2]);
    }

    #[test]
    fn words_are_ruled_out_as_parts_of_the_names_of_types() {
        assert_eq!(
            found("crates/a/src/b.rs", "pub struct PatientPeer;\nenum AreTold {}\n// Patient\n"),
            [1, 2]
        );
        assert!(found("crates/a/src/b.rs", "struct Patience;\nfn patient() {}\n").is_empty());
    }
}
