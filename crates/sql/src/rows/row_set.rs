//! Rows of values, and how a statement has them.

use sqlx::AssertSqlSafe;

use crate::connection::Engine;
use crate::statement::{Statement, query};
use crate::value::Value;

/// Rows of the same width, one behind the other.
#[derive(Debug)]
pub(crate) struct RowSet<'q> {
    width: usize,
    values: Vec<Value<'q>>,
}

impl<'q> RowSet<'q> {
    pub(crate) fn of<const N: usize>(rows: Vec<[Value<'q>; N]>) -> Self {
        Self::of_width(N, rows.into_iter().flatten().collect())
    }

    pub(crate) fn of_width(width: usize, values: Vec<Value<'q>>) -> Self {
        Self { width, values }
    }

    /// Each of them fits into one statement of this length, or is a single row.
    pub(crate) fn chunks(self, bytes_max: usize) -> impl Iterator<Item = Self> {
        let Self { width, mut values } = self;
        std::iter::from_fn(move || {
            let mut bytes = 0;
            let fitting = values.chunks(width).take_while(|row| {
                bytes += row.iter().map(Value::text_bytes).sum::<usize>();
                bytes <= bytes_max
            });
            let count = fitting.count().max(1).saturating_mul(width).min(values.len());
            let rest = values.split_off(count);
            let values = std::mem::replace(&mut values, rest);
            (!values.is_empty()).then_some(Self { width, values })
        })
    }

    /// `head`, the rows in place of `VALUES`, and `tail`.
    pub(crate) fn into_values(self, engine: Engine, head: String, tail: &str) -> Statement<'q> {
        match engine {
            Engine::Sqlite => {
                let columns = self.join_columns(|at| format!("value ->> {at}"));
                self.in_json(head + "SELECT " + &columns + " FROM json_each(?)" + tail)
            }
            Engine::MySql => {
                let row = format!("({})", self.join_columns(|_| "?".to_owned()));
                let rows = vec![row; self.len()].join(", ");
                self.written_out(head + "VALUES " + &rows + tail)
            }
        }
    }

    /// `head`, the rows as a table with the columns `v0`, `v1` and so on, and `tail`.
    pub(crate) fn into_table(self, engine: Engine, head: String, tail: &str) -> Statement<'q> {
        match engine {
            Engine::Sqlite => {
                let columns = self.join_columns(|at| format!("value ->> {at} AS v{at}"));
                self.in_json(head + "(SELECT " + &columns + " FROM json_each(?))" + tail)
            }
            Engine::MySql => {
                let first = self.join_columns(|at| format!("? AS v{at}"));
                let next = format!(" UNION ALL SELECT {}", self.join_columns(|_| "?".to_owned()));
                let rows = format!("(SELECT {first}{})", next.repeat(self.len().saturating_sub(1)));
                self.written_out(head + &rows + tail)
            }
        }
    }

    /// The text with the values in their order, for a single row.
    pub(crate) fn bound(self, text: String) -> Statement<'q> {
        query(AssertSqlSafe(text)).bind_all(self.values)
    }

    pub(crate) fn len(&self) -> usize {
        self.values.len() / self.width
    }

    fn join_columns(&self, column: impl Fn(usize) -> String) -> String {
        (0..self.width).map(column).collect::<Vec<_>>().join(", ")
    }

    fn in_json(self, text: String) -> Statement<'q> {
        let mut json = String::from("[");
        for (number, value) in self.values.iter().enumerate() {
            json.push_str(match (number, number % self.width) {
                (0, _) => "[",
                (_, 0) => "],[",
                _ => ",",
            });
            value.write_json(&mut json);
        }
        json.push_str(if self.values.is_empty() { "]" } else { "]]" });
        query(AssertSqlSafe(text)).bind(json)
    }

    fn written_out(self, text: String) -> Statement<'q> {
        query(AssertSqlSafe(text)).prepared(false).bind_all(self.values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(texts: &[&'static str]) -> RowSet<'static> {
        let row = |(id, text): (i64, &&'static str)| [Value::Integer(id), Value::from(*text)];
        RowSet::of((1..).zip(texts).map(row).collect())
    }

    #[test]
    fn a_file_has_one_text_for_every_number_of_rows() {
        let of = |texts: &[&'static str]| rows(texts).into_values(Engine::Sqlite, "INSERT ".to_owned(), "");
        let (one, two) = (of(&["a"]), of(&["a\"\\", "좌석"]));
        assert_eq!(one.text.as_str(), "INSERT SELECT value ->> 0, value ->> 1 FROM json_each(?)");
        assert_eq!(one.text.as_str(), two.text.as_str());
        assert_eq!(two.values, [Value::from(r#"[[1,"a\"\\"],[2,"좌석"]]"#)]);
    }

    #[test]
    fn a_server_gets_the_rows_written_out() {
        let statement = rows(&["a", "b"]).into_values(Engine::MySql, "INSERT ".to_owned(), ";");
        assert_eq!(statement.text.as_str(), "INSERT VALUES (?, ?), (?, ?);");
        assert!(!statement.is_prepared);
        let table = rows(&["a", "b"]).into_table(Engine::MySql, "FROM ".to_owned(), " AS n");
        assert_eq!(table.text.as_str(), "FROM (SELECT ? AS v0, ? AS v1 UNION ALL SELECT ?, ?) AS n");
        assert_eq!(table.values.len(), 4);
    }

    #[test]
    fn what_is_too_long_is_split_between_rows_and_a_long_row_goes_alone() {
        let (half, long) = ("h".repeat(1_000), "l".repeat(8_000));
        let texts = [&half, &half, &half, &half, &long, &half];
        let rows = RowSet::of(texts.map(|text| [Value::from(text)]).to_vec());
        assert_eq!(rows.chunks(8_000).map(|some| some.len()).collect::<Vec<_>>(), [3, 1, 1, 1]);
        assert_eq!(RowSet::of(Vec::<[Value; 1]>::new()).chunks(8_000).count(), 0);
    }
}
