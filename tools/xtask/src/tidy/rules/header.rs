//! Every file says what it is and why it is there, before anything else.

use crate::tidy::{Source, Violation};

pub(crate) fn check(source: &Source) -> Vec<Violation> {
    let first = source.text.lines().next().unwrap_or_default();
    let says = first.strip_prefix("//! ").is_some_and(|text| text.trim().len() >= 10);
    if says || first.starts_with("#![doc = include_str!(") {
        return Vec::new();
    }
    vec![Violation {
        path: source.path.clone(),
        line: 1,
        rule: "header",
        found: "the first line does not say what this file is".to_owned(),
        mend: "begin with a sentence after `//!`, or with the README as `#![doc = include_str!(..)]`",
    }]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_begins_with_a_sentence_or_its_readme() {
        let found = |text: &str| check(&Source::new("crates/a/src/b.rs", text)).len();
        assert_eq!(found("//! What a seat is.\n"), 0);
        assert_eq!(found("#![doc = include_str!(\"../README.md\")]\n"), 0);
        assert_eq!(found("//! ...\n"), 1);
        assert_eq!(found("use std::fmt;\n"), 1);
        assert_eq!(found(""), 1);
    }
}
