//! Many rows in one statement. The statements of a table are constants, beside the code that fills them:
//!
//! ```text
//! const INSERT: Insert<2> = Insert::into("note", ["id", "text"]);
//! const MOVE: Update<2, 2> = Update::of("saga", ["version", "state"], ["id", "version"]);
//! ```
//!
//! A file gets all rows as one value, in JSON: one text, prepared once, serves every number of rows, and SQLite's limit of 32,766 values
//! a statement is never met. A server gets them written out, as it gets everything that is pipelined: prepared statements travel alone, and
//! the round trip costs more than the parsing (ADR 0038). Either way a statement has at most [`BYTES_MAX`](crate::BYTES_MAX), less where the server's
//! `max_allowed_packet` asks for it, or a single row.

mod row_set;

pub(crate) use self::row_set::RowSet;
use crate::connection::Engine;
use crate::error::DbError;
use crate::statement::{OnDuplicate, Statement};
use crate::transaction::Transaction;
use crate::value::Value;

/// Inserts rows of `N` values.
#[derive(Debug, Clone, Copy)]
pub struct Insert<const N: usize> {
    table: &'static str,
    columns: [&'static str; N],
}

/// Sets `S` values in each of the rows whose `K` columns have the values that are given for it: its key, and for a compare-and-set what it
/// was when it was read. At most one row has them.
#[derive(Debug, Clone, Copy)]
pub struct Update<const S: usize, const K: usize> {
    table: &'static str,
    set: [&'static str; S],
    matching: [&'static str; K],
}

impl<const N: usize> Insert<N> {
    #[must_use]
    pub const fn into(table: &'static str, columns: [&'static str; N]) -> Self {
        Self { table, columns }
    }

    /// Waits for the next statement of the transaction, as [`Statement::pipelined`]; what is too much for one message does not wait.
    pub async fn pipelined<'q>(
        &self,
        rows: Vec<[Value<'q>; N]>,
        on_duplicate: OnDuplicate,
        tx: &mut Transaction,
    ) -> Result<(), DbError> {
        for some in RowSet::of(rows).chunks(tx.statement_bytes_max()) {
            let statement = self.statement(tx.engine(), some, false);
            statement.pipelined_within_limit(on_duplicate, tx).await?;
        }
        Ok(())
    }

    /// Leaves out the rows whose key exists already, and says how many were inserted. Where another transaction is inserting such a row, this
    /// waits for the end of that one.
    pub async fn only_new<'q>(
        &self,
        rows: Vec<[Value<'q>; N]>,
        tx: &mut Transaction,
    ) -> Result<u64, DbError> {
        let mut inserted = 0;
        for some in RowSet::of(rows).chunks(tx.statement_bytes_max()) {
            inserted += self.statement(tx.engine(), some, true).execute(tx).await?;
        }
        Ok(inserted)
    }

    fn statement<'q>(&self, engine: Engine, rows: RowSet<'q>, ignores_duplicates: bool) -> Statement<'q> {
        let (verb, end) = match (engine, ignores_duplicates) {
            (_, false) => ("INSERT", ""),
            (Engine::MySql, true) => ("INSERT IGNORE", ""),
            // A condition keeps SQLite from taking the conflict clause for that of a join.
            (Engine::Sqlite, true) => ("INSERT", " WHERE TRUE ON CONFLICT DO NOTHING"),
        };
        let head = format!("{verb} INTO {} ({}) ", self.table, self.columns.join(", "));
        rows.into_values(engine, head, end)
    }
}

impl<const S: usize, const K: usize> Update<S, K> {
    #[must_use]
    pub const fn of(table: &'static str, set: [&'static str; S], matching: [&'static str; K]) -> Self {
        Self { table, set, matching }
    }

    /// Says how many rows were found, also where they had these values already: fewer than were given, if one of them has moved. Each row
    /// is what to set, and where.
    pub async fn execute<'q>(
        &self,
        rows: Vec<([Value<'q>; S], [Value<'q>; K])>,
        tx: &mut Transaction,
    ) -> Result<u64, DbError> {
        let mut found = 0;
        for some in self.row_set(rows).chunks(tx.statement_bytes_max()) {
            found += self.statement(tx.engine(), some).execute(tx).await?;
        }
        Ok(found)
    }

    /// Waits for the next statement of the transaction: for rows that are certainly there.
    pub async fn pipelined<'q>(
        &self,
        rows: Vec<([Value<'q>; S], [Value<'q>; K])>,
        tx: &mut Transaction,
    ) -> Result<(), DbError> {
        for some in self.row_set(rows).chunks(tx.statement_bytes_max()) {
            let statement = self.statement(tx.engine(), some);
            statement.pipelined_within_limit(OnDuplicate::Error, tx).await?;
        }
        Ok(())
    }

    fn row_set<'q>(&self, rows: Vec<([Value<'q>; S], [Value<'q>; K])>) -> RowSet<'q> {
        let values = rows.into_iter().flat_map(|(set, matching)| set.into_iter().chain(matching));
        RowSet::of_width(S + K, values.collect())
    }

    /// The rows that are given come first in the join, so that a server looks up, and locks, no others. A single one needs no join.
    fn statement<'q>(&self, engine: Engine, rows: RowSet<'q>) -> Statement<'q> {
        let (table, is_single) = (self.table, rows.len() == 1);
        let value = |at: usize| if is_single { "?".to_owned() } else { format!("n.v{at}") };
        let equal = |target: &str, columns: &[&str], first: usize, separator: &str| {
            let each = (first..).zip(columns).map(|(at, column)| format!("{target}{column} = {}", value(at)));
            each.collect::<Vec<_>>().join(separator)
        };
        let of_table = format!("{table}.");
        let matching = equal(&of_table, &self.matching, S, " AND ");
        match engine {
            _ if is_single => {
                rows.bound(format!("UPDATE {table} SET {} WHERE {matching}", equal("", &self.set, 0, ", ")))
            }
            Engine::Sqlite => {
                let head = format!("UPDATE {table} SET {} FROM ", equal("", &self.set, 0, ", "));
                rows.into_table(engine, head, &format!(" AS n WHERE {matching}"))
            }
            Engine::MySql => {
                let set = equal(&of_table, &self.set, 0, ", ");
                let tail = format!(" AS n STRAIGHT_JOIN {table} ON {matching} SET {set}");
                rows.into_table(engine, "UPDATE ".to_owned(), &tail)
            }
        }
    }
}
