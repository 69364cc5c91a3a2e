//! Names and words in a line of text.

pub(crate) fn is_name(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// Whether `word` stands in `line` by itself, not as part of a longer name.
pub(crate) fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let begun = word.starts_with(is_name) && line.get(..at).is_some_and(|text| text.ends_with(is_name));
        let goes_on = word.ends_with(is_name)
            && line.get(at + word.len()..).is_some_and(|text| text.starts_with(is_name));
        !begun && !goes_on
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_not_part_of_a_longer_name() {
        assert!(has_word("use serde::Serialize;", "serde"));
        assert!(!has_word("use serde_json::Value;", "serde"));
        assert!(has_word("crate::app::x", "crate::app"));
        assert!(!has_word("crate::apple", "crate::app"));
        assert!(has_word("x.commit(y)", ".commit("));
    }
}
