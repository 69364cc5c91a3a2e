//! The figures of one path.

use serde::{Deserialize, Serialize};

use super::row::Row;

/// One path, as measured the last time.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Part {
    /// What was done, in a sentence or two.
    pub(crate) about: String,
    pub(crate) rows: Vec<Row>,
    pub(crate) notes: Vec<String>,
    /// The share of all processors that processes had which are no part of this, in the worst take.
    pub(super) foreign: f64,
    /// The share that other machines on the same host had.
    pub(super) stolen: f64,
    /// Why there are no numbers.
    pub(crate) failure: Option<String>,
    pub(crate) measured: String,
}

impl Part {
    pub(crate) fn about(about: &str) -> Self {
        Self { about: about.to_owned(), ..Self::default() }
    }

    pub(crate) fn failed(error: &anyhow::Error) -> Self {
        Self { failure: Some(format!("{error:#}")), ..Self::default() }
    }

    pub(crate) fn add(&mut self, row: Row) {
        self.rows.push(row);
    }

    /// What others took of the processors in a take; the worst take is reported.
    pub(crate) fn disturbed(&mut self, (foreign, stolen): (f64, f64)) {
        self.foreign = self.foreign.max(foreign);
        self.stolen = self.stolen.max(stolen);
    }

    pub(crate) fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }
}
