//! An error and all its causes in one line: `outer: cause: root`.

use std::error::Error;
use std::fmt;

/// How telemetry renders the errors of log lines, and how an error becomes text elsewhere.
#[must_use]
pub fn error_chain<'e>(error: &'e (dyn Error + 'static)) -> ErrorChain<'e> {
    ErrorChain(error)
}

#[derive(Debug, Clone, Copy)]
pub struct ErrorChain<'e>(&'e (dyn Error + 'static));

impl fmt::Display for ErrorChain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let causes = std::iter::successors(self.0.source(), |cause| (*cause).source());
        causes.into_iter().try_for_each(|cause| write!(f, ": {cause}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("the order cannot be stored")]
    struct Outer(#[source] std::io::Error);

    #[test]
    fn an_error_is_followed_by_its_causes() {
        let error = Outer(std::io::Error::other("the disk is full"));
        assert_eq!(error_chain(&error).to_string(), "the order cannot be stored: the disk is full");
    }
}
