//! The hand-over: messages that were just committed go to the relay of the same process in memory, so that it need not ask the table.
//!
//! It may be incomplete, and then it says so: a lost hand-over costs the relay a look at the table, never a message. While it is incomplete
//! nothing is kept. It is complete again from the moment at which the relay asks the table, which shows all that was left out.
//!
//! Of one key the messages are in the order of their commits. Two transactions with one key commit in an order that only the engine knows,
//! and the tasks that wait for them may go on in the other. So where a key is in two open transactions, its messages are left to the table.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

use parking_lot::Mutex;

use crate::outbox_row::OutboxRow;

/// More than a relay publishes while it waits for the bus. Beyond it is the table's turn.
const ROWS_MAX: usize = 4_096;

#[derive(Debug, Default)]
pub(crate) struct CommittedRows(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// Everything that was committed since the relay last asked the table is here, or was taken.
    is_complete: bool,
    rows: VecDeque<OutboxRow>,
    /// The keys of open transactions, and how many have each.
    open: HashMap<String, usize>,
}

impl CommittedRows {
    /// The relay is about to ask the table: what is there already need not be handed over.
    pub(crate) fn restart(&self) {
        let mut state = self.0.lock();
        state.rows.clear();
        state.is_complete = true;
    }

    /// These were in the table meanwhile.
    pub(crate) fn forget(&self, rows: &[OutboxRow]) {
        let mut state = self.0.lock();
        if !state.rows.is_empty() {
            let ids: HashSet<&str> = rows.iter().map(|row| row.message_id.as_str()).collect();
            state.rows.retain(|row| !ids.contains(row.message_id.as_str()));
        }
    }

    /// Up to `limit` messages, in order. None: only the table has all of them.
    pub(crate) fn take(&self, limit: usize) -> Option<Vec<OutboxRow>> {
        let mut state = self.0.lock();
        let count = limit.min(state.rows.len());
        state.is_complete.then(|| state.rows.drain(..count).collect())
    }

    /// Something was committed, or may have been, that is not here.
    pub(crate) fn lose(&self) {
        self.0.lock().lose();
    }
}

impl State {
    fn lose(&mut self) {
        self.is_complete = false;
        self.rows = VecDeque::new();
    }

    fn add(&mut self, rows: Vec<OutboxRow>) {
        let is_alone = rows.iter().all(|row| self.open.get(&row.aggregate_key).is_none_or(|open| *open <= 1));
        if !is_alone || self.rows.len() + rows.len() > ROWS_MAX {
            self.lose();
        }
        if self.is_complete {
            self.rows.extend(rows);
        }
    }
}

/// The messages of one transaction.
#[derive(Debug)]
pub(crate) struct UncommittedRows {
    committed: Arc<CommittedRows>,
    rows: Vec<OutboxRow>,
    keys: HashSet<String>,
    /// From here on the outcome is unknown, until it is known.
    is_committing: bool,
}

impl UncommittedRows {
    pub(crate) fn new(committed: Arc<CommittedRows>) -> Self {
        Self { committed, rows: Vec::new(), keys: HashSet::new(), is_committing: false }
    }

    pub(crate) fn add(&mut self, row: OutboxRow) {
        if self.keys.insert(row.aggregate_key.clone()) {
            *self.committed.0.lock().open.entry(row.aggregate_key.clone()).or_default() += 1;
        }
        self.rows.push(row);
    }

    /// Dropped after this, it leaves the hand-over incomplete.
    pub(crate) fn begin_commit(&mut self) {
        self.is_committing = true;
    }

    /// They are durable.
    pub(crate) fn hand_over(mut self) {
        let rows = std::mem::take(&mut self.rows);
        self.committed.0.lock().add(rows);
        self.is_committing = false;
    }
}

impl Drop for UncommittedRows {
    fn drop(&mut self) {
        let mut state = self.committed.0.lock();
        if self.is_committing {
            state.lose();
        }
        for key in &self.keys {
            if let Some(open) = state.open.get_mut(key) {
                *open -= 1;
                if *open == 0 {
                    state.open.remove(key);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &str, key: &str) -> OutboxRow {
        OutboxRow {
            message_id: id.to_owned(),
            topic: "topic".to_owned(),
            aggregate_key: key.to_owned(),
            payload: String::new(),
            traceparent: None,
            created_us: 0,
        }
    }

    fn transaction(committed: &Arc<CommittedRows>, rows: &[(&str, &str)]) -> UncommittedRows {
        let mut transaction = UncommittedRows::new(Arc::clone(committed));
        rows.iter().for_each(|(id, key)| transaction.add(row(id, key)));
        transaction.begin_commit();
        transaction
    }

    fn taken(committed: &CommittedRows) -> Option<Vec<String>> {
        Some(committed.take(10)?.into_iter().map(|row| row.message_id).collect())
    }

    #[test]
    fn it_is_incomplete_until_the_table_was_asked() {
        let committed = Arc::new(CommittedRows::default());
        transaction(&committed, &[("1", "a")]).hand_over();
        assert_eq!(taken(&committed), None);
        committed.restart();
        transaction(&committed, &[("2", "a"), ("3", "b")]).hand_over();
        committed.forget(&[row("2", "a")]);
        assert_eq!(taken(&committed).unwrap(), ["3"]);
    }

    #[test]
    fn a_commit_without_a_known_outcome_leaves_it_incomplete_and_a_rollback_does_not() {
        let committed = Arc::new(CommittedRows::default());
        committed.restart();
        let mut rolled_back = UncommittedRows::new(Arc::clone(&committed));
        rolled_back.add(row("1", "a"));
        drop(rolled_back);
        assert_eq!(taken(&committed).unwrap(), Vec::<String>::new());
        drop(transaction(&committed, &[("2", "a")]));
        assert_eq!(taken(&committed), None);
    }

    #[test]
    fn a_key_in_two_open_transactions_is_left_to_the_table() {
        let committed = Arc::new(CommittedRows::default());
        committed.restart();
        let (first, second) =
            (transaction(&committed, &[("1", "a")]), transaction(&committed, &[("2", "a")]));
        // The engine has committed the first before the second; its task comes later.
        second.hand_over();
        assert_eq!(taken(&committed), None);
        first.hand_over();
        committed.restart();
        transaction(&committed, &[("3", "a")]).hand_over();
        assert_eq!(taken(&committed).unwrap(), ["3"], "a transaction that has ended counts as open");
    }

    #[test]
    fn it_is_bounded() {
        let committed = Arc::new(CommittedRows::default());
        committed.restart();
        for number in 0..=ROWS_MAX {
            transaction(&committed, &[(&number.to_string(), "a")]).hand_over();
        }
        assert_eq!(taken(&committed), None);
        assert_eq!(committed.0.lock().rows.len(), 0);
    }
}
