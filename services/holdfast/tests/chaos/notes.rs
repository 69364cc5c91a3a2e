//! What was seen, and what of it cannot be right.

use std::collections::BTreeMap;
use std::sync::Arc;

use parking_lot::Mutex;

/// One for a run.
#[derive(Debug, Clone, Default)]
pub(crate) struct Notes(Arc<Mutex<Noted>>);

#[derive(Debug, Default)]
struct Noted {
    flaws: Vec<String>,
    counts: BTreeMap<&'static str, u64>,
}

impl Notes {
    pub(crate) fn count(&self, what: &'static str) {
        *self.0.lock().counts.entry(what).or_default() += 1;
    }

    pub(crate) fn counts(&self) -> BTreeMap<&'static str, u64> {
        self.0.lock().counts.clone()
    }

    pub(crate) fn flaw(&self, flaw: String) {
        println!("           {flaw}");
        self.0.lock().flaws.push(flaw);
    }

    pub(crate) fn flaws(&self) -> Vec<String> {
        self.0.lock().flaws.clone()
    }
}
