//! The cause of an error, of any type.

/// What lies behind an error, whatever its type: the `source` of errors that several adapters raise.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;
