//! Statements that wait for the next one of their unit of work, and reach the server with it in one message.
//!
//! Each message costs a round trip, which is longer than most statements take. Prepared statements travel alone, so what waits is written out
//! as text. Values become literals in which nothing can need escaping: numbers, and text as hexadecimal digits.

use crate::{DbError, OnDuplicate, Value};

/// Opens a unit of work, and does nothing on its own.
const BEGIN: &str = "BEGIN";

#[derive(Debug, Default)]
pub(super) struct Waiting {
    text: String,
    /// One for each statement.
    duplicates: Vec<OnDuplicate>,
    begins: bool,
}

impl Waiting {
    /// The beginning of a unit of work.
    pub(super) fn begin() -> Self {
        Self { text: BEGIN.to_owned(), duplicates: vec![OnDuplicate::Error], begins: true }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.duplicates.is_empty()
    }

    /// The unit of work has not begun anywhere: without it nothing happened.
    pub(super) fn begins(&self) -> bool {
        self.begins
    }

    pub(super) fn is_only_the_beginning(&self) -> bool {
        self.begins && self.duplicates.len() == 1
    }

    pub(super) fn add(&mut self, statement: &str, values: &[Value<'_>], duplicates: OnDuplicate) {
        if !self.text.is_empty() {
            self.text.push(';');
        }
        write_out(&mut self.text, statement, values);
        self.duplicates.push(duplicates);
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// What this error means, if it is that of the statement behind so many that went well.
    pub(super) fn meaning(&self, went_well: usize, error: DbError) -> DbError {
        match self.duplicates.get(went_well) {
            Some(duplicates) => duplicates.meaning(error),
            None => error,
        }
    }

    /// The server stops at the first statement that fails: then those behind it never ran.
    pub(super) fn is_last(&self, went_well: usize) -> bool {
        went_well + 1 == self.duplicates.len()
    }
}

/// Question marks inside quotes are not for values.
fn write_out(text: &mut String, statement: &str, values: &[Value<'_>]) {
    let (mut values, mut is_quoted) = (values.iter(), false);
    for part in statement.split_inclusive(['?', '\'']) {
        match part.strip_suffix('?') {
            Some(before) if !is_quoted => {
                text.push_str(before);
                match values.next() {
                    Some(value) => literal(text, value),
                    // One too few is refused by the server, as it is where they are bound.
                    None => text.push('?'),
                }
            }
            Some(_) | None => {
                text.push_str(part);
                is_quoted ^= part.ends_with('\'');
            }
        }
    }
}

fn literal(text: &mut String, value: &Value<'_>) {
    match value {
        Value::Null => text.push_str("NULL"),
        Value::Integer(number) => text.push_str(&number.to_string()),
        Value::Text(value) if value.is_empty() => text.push_str("''"),
        Value::Text(value) => {
            text.push_str("_utf8mb4 X'");
            let digits = value.bytes().flat_map(|byte| [byte >> 4, byte & 0xF]);
            text.extend(digits.filter_map(|digit| char::from_digit(digit.into(), 16)));
            text.push('\'');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_out_so_that_nothing_in_them_is_read() {
        let mut waiting = Waiting::begin();
        assert!(waiting.is_only_the_beginning());
        let values = [Value::from(-7_i64), Value::from("a';--\\"), Value::Null, Value::from("")];
        waiting.add("INSERT INTO t VALUES (?, ?, '?', ?, ?)", &values, OnDuplicate::Error);
        let written = "BEGIN;INSERT INTO t VALUES (-7, _utf8mb4 X'61273b2d2d5c', '?', NULL, '')";
        assert_eq!(waiting.text(), written);
        assert!(!waiting.is_only_the_beginning());
    }

    #[test]
    fn a_duplicate_means_what_its_own_statement_says() {
        let duplicate = || DbError::Duplicate(sqlx::Error::RowNotFound);
        let mut waiting = Waiting::begin();
        waiting.add("a", &[], OnDuplicate::Error);
        waiting.add("b", &[], OnDuplicate::Contention);
        assert!(waiting.meaning(1, duplicate()).is_duplicate());
        assert!(waiting.meaning(2, duplicate()).is_contended());
        assert!(!waiting.is_last(1) && waiting.is_last(2));
    }
}
