//! One step of a trace, from either collector.

use std::fmt;

#[derive(Debug, Clone)]
pub(crate) struct Span {
    pub(crate) trace: String,
    pub(crate) id: String,
    /// Empty for a root.
    pub(crate) parent: String,
    pub(crate) name: String,
    /// What the process that it was in calls itself.
    pub(crate) process: String,
    pub(crate) start: u64,
    /// The trace ids that it links to.
    pub(crate) links: Vec<String>,
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} below {:?} in {}", self.id, self.name, self.parent, self.process)
    }
}
