//! Lists in statements: `IN (?, ?, ...)`. Every length would be a text of its own among the prepared statements, so there are only
//! a few lengths, and a list is filled up by repeating its last value.

use sqlx::AssertSqlSafe;

const LENGTHS: [usize; 5] = [1, 4, 16, 64, 256];

/// Up to 256 values.
#[derive(Debug, Clone, Copy)]
pub struct List<'v, V> {
    values: &'v [V],
    length: usize,
}

impl<'v, V> List<'v, V> {
    /// As many lists as it takes.
    pub fn of(values: &'v [V]) -> impl Iterator<Item = Self> {
        let [.., longest] = LENGTHS;
        values.chunks(longest).map(|values| {
            let length = LENGTHS.into_iter().find(|length| *length >= values.len()).unwrap_or(values.len());
            Self { values, length }
        })
    }

    /// The statement that begins with `head` and ends with this list.
    pub fn text(&self, head: &str) -> AssertSqlSafe<String> {
        self.text_between(head, "")
    }

    /// The statement with this list between the two.
    pub fn text_between(&self, head: &str, tail: &str) -> AssertSqlSafe<String> {
        let more = ", ?".repeat(self.length.saturating_sub(1));
        AssertSqlSafe([head, "(?", &more, ")", tail].concat())
    }

    /// To be bound for it.
    pub fn values(&self) -> impl Iterator<Item = &'v V> {
        let missing = self.length - self.values.len();
        self.values.iter().chain(std::iter::repeat_n(self.values.last(), missing).flatten())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_filled_up_to_one_of_few_lengths() {
        for (given, expected) in [(1, vec![1]), (3, vec![4]), (257, vec![256, 1]), (300, vec![256, 64])] {
            let values: Vec<String> = (0..given).map(|number| number.to_string()).collect();
            let lists: Vec<List<String>> = List::of(&values).collect();
            assert_eq!(lists.iter().map(|list| list.values().count()).collect::<Vec<_>>(), expected);
            assert!(lists.iter().all(|list| list.text("").0.matches('?').count() == list.values().count()));
            let all: Vec<&String> =
                lists.iter().flat_map(|list| list.values().take(list.values.len())).collect();
            assert_eq!(all, values.iter().collect::<Vec<_>>());
        }
        assert_eq!(List::<String>::of(&[]).count(), 0);
    }
}
