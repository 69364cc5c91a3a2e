//! The words that docs/GLOSSARY.md rules out are not used, in names of types, comments, log messages and documents.

use super::logs::messages;
use crate::tidy::{Source, Tree, Violation};

const GLOSSARY: &str = "docs/GLOSSARY.md";

/// One row of the table. A word with a capital letter is ruled out in the names of types alone.
struct Word<'t> {
    not: &'t str,
    but: &'t str,
}

pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    let words: Vec<Word<'_>> = table(tree, "| not | but |").map(|(not, but)| Word { not, but }).collect();
    let sources = tree.sources.iter().flat_map(|source| in_source(source, &words));
    let documents = tree.files.iter().filter(|file| file.path.ends_with(".md") && file.path != GLOSSARY);
    let documents = documents.flat_map(|file| in_text(&file.path, 1, &file.text, &words));
    sources.chain(documents).collect()
}

/// The rows of the table of the glossary that has this head.
pub(super) fn table<'t>(tree: &'t Tree, head: &str) -> impl Iterator<Item = (&'t str, &'t str)> {
    let text = tree.file(GLOSSARY).and_then(|file| file.text.split_once(head)).map_or("", |(_, table)| table);
    let rows =
        text.lines().skip(2).map_while(|row| row.strip_prefix('|')?.strip_suffix('|')?.split_once('|'));
    rows.map(|(first, second)| (first.trim_matches([' ', '`']), second.trim()))
}

fn in_source(source: &Source, words: &[Word<'_>]) -> Vec<Violation> {
    // Where the API is described, doc comments are its description, which changes with the API alone.
    let describes_api = source.tokens().contains(&"utoipa");
    let comments = source.comments().filter(|(_, text)| !(describes_api && text.starts_with("///")));
    let prose = comments.chain(messages(source));
    let in_prose = prose.flat_map(|(line, text)| in_text(&source.path, line, text, words));
    let in_types = source.types().flat_map(|(line, name, _)| {
        let used = words.iter().filter(move |word| camel_parts(name).any(|part| is_word(part, word.not)));
        used.map(move |word| violation(&source.path, line, name, word))
    });
    in_prose.chain(in_types).collect()
}

/// `OrderStatus` is `Order` and `Status`.
fn camel_parts(name: &str) -> impl Iterator<Item = &str> {
    let starts = name.char_indices().filter(|(_, letter)| letter.is_uppercase()).map(|(at, _)| at);
    let bounds: Vec<usize> = starts.chain([name.len()]).collect();
    let parts = bounds.iter().zip(bounds.iter().skip(1)).filter_map(|(start, end)| name.get(*start..*end));
    parts.collect::<Vec<_>>().into_iter()
}

/// In capitals as it is written, otherwise in any case.
fn is_word(part: &str, not: &str) -> bool {
    if not.starts_with(char::is_uppercase) { part == not } else { part.eq_ignore_ascii_case(not) }
}

/// What is in backticks is quoted and not said.
fn in_text(path: &str, first: usize, text: &str, words: &[Word<'_>]) -> Vec<Violation> {
    let mut violations = Vec::new();
    let mut is_block = false;
    for (line, number) in text.lines().zip(first..) {
        if line.trim_start().starts_with("```") {
            is_block = !is_block;
        }
        for part in line.split('`').step_by(2).filter(|_| !is_block) {
            let used = part.split(|letter: char| !letter.is_alphabetic()).filter_map(|found| {
                words.iter().find(|word| word.not.starts_with(char::is_lowercase) && is_word(found, word.not))
            });
            violations.extend(used.map(|word| violation(path, number, word.not, word)));
        }
    }
    violations
}

fn violation(path: &str, line: usize, found: &str, Word { not, but }: &Word<'_>) -> Violation {
    let found = format!("`{found}`: not {not} but {but}");
    Violation::new(path, line, "glossary", found, "use the words of docs/GLOSSARY.md")
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
