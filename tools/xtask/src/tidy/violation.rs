//! What a rule reports: where, which rule, what is there, and how to mend it.

use std::fmt;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Violation {
    pub(crate) path: String,
    pub(crate) line: usize,
    pub(crate) rule: &'static str,
    pub(crate) found: String,
    pub(crate) mend: &'static str,
}

impl Violation {
    pub(crate) fn new(
        path: &str,
        line: usize,
        rule: &'static str,
        found: impl Into<String>,
        mend: &'static str,
    ) -> Self {
        Self { path: path.to_owned(), line, rule, found: found.into(), mend }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}:{}: [{}] {}", self.path, self.line, self.rule, self.found)?;
        write!(f, "    mend: {}", self.mend)
    }
}
