//! Statements that wait for the next one of their transaction, and reach the server with it in one message.
//!
//! Each message costs a round trip, which is longer than most statements take. Prepared statements travel alone, so a pipeline is written out
//! as text. Values become literals in which nothing can need escaping: numbers, and text as hexadecimal digits.

use crate::error::DbError;
use crate::statement::OnDuplicate;
use crate::value::Value;

/// Opens a transaction, and does nothing on its own.
const BEGIN: &str = "BEGIN";

#[derive(Debug, Default)]
pub(super) struct Pipeline {
    text: String,
    /// One for each statement.
    on_duplicate: Vec<OnDuplicate>,
    begins_transaction: bool,
}

impl Pipeline {
    /// The beginning of a transaction.
    pub(super) fn begin() -> Self {
        Self { text: BEGIN.to_owned(), on_duplicate: vec![OnDuplicate::Error], begins_transaction: true }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.on_duplicate.is_empty()
    }

    /// The transaction has not begun on the server: nothing of it has happened yet.
    pub(super) fn begins_transaction(&self) -> bool {
        self.begins_transaction
    }

    pub(super) fn is_only_begin(&self) -> bool {
        self.begins_transaction && self.on_duplicate.len() == 1
    }

    pub(super) fn push(&mut self, statement: &str, values: &[Value<'_>], on_duplicate: OnDuplicate) {
        if !self.text.is_empty() {
            self.text.push(';');
        }
        write_out(&mut self.text, statement, values);
        self.on_duplicate.push(on_duplicate);
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// What an error of the statement behind so many that succeeded means.
    pub(super) fn interpret(&self, succeeded: usize, error: DbError) -> DbError {
        match self.on_duplicate.get(succeeded) {
            Some(on_duplicate) => on_duplicate.interpret(error),
            None => error,
        }
    }

    /// Whether the statement behind so many that succeeded is the last one. The server stops at the first that fails: those behind it never ran.
    pub(super) fn is_last(&self, succeeded: usize) -> bool {
        succeeded + 1 == self.on_duplicate.len()
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
    fn values_are_written_out_so_that_nothing_in_them_is_parsed() {
        let mut pipeline = Pipeline::begin();
        assert!(pipeline.is_only_begin());
        let values = [Value::from(-7_i64), Value::from("a';--\\"), Value::Null, Value::from("")];
        pipeline.push("INSERT INTO t VALUES (?, ?, '?', ?, ?)", &values, OnDuplicate::Error);
        let written = "BEGIN;INSERT INTO t VALUES (-7, _utf8mb4 X'61273b2d2d5c', '?', NULL, '')";
        assert_eq!(pipeline.text(), written);
        assert!(!pipeline.is_only_begin());
    }

    #[test]
    fn a_duplicate_is_interpreted_as_its_own_statement_asks() {
        let duplicate = || DbError::Duplicate(sqlx::Error::RowNotFound);
        let mut pipeline = Pipeline::begin();
        pipeline.push("a", &[], OnDuplicate::Error);
        pipeline.push("b", &[], OnDuplicate::Contention);
        assert!(pipeline.interpret(1, duplicate()).is_duplicate());
        assert!(pipeline.interpret(2, duplicate()).is_contended());
        assert!(!pipeline.is_last(1) && pipeline.is_last(2));
    }
}
