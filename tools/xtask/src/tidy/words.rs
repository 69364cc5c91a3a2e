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

/// The name at the beginning of a text.
pub(crate) fn head(text: &str) -> &str {
    let end = text.find(|letter| !is_name(letter)).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// `OrderStatus` is `Order` and `Status`.
pub(crate) fn camel_parts(name: &str) -> impl Iterator<Item = &str> {
    let starts: Vec<usize> =
        name.char_indices().filter(|(_, letter)| letter.is_uppercase()).map(|(at, _)| at).collect();
    let ends: Vec<usize> = starts.iter().skip(1).copied().chain([name.len()]).collect();
    starts.into_iter().zip(ends).filter_map(|(start, end)| name.get(start..end))
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

    #[test]
    fn a_type_name_has_parts() {
        assert_eq!(camel_parts("RetryPolicy").collect::<Vec<_>>(), ["Retry", "Policy"]);
        assert_eq!(camel_parts("SQLError").collect::<Vec<_>>(), ["S", "Q", "L", "Error"]);
        assert_eq!(camel_parts("lower").count(), 0);
    }
}
