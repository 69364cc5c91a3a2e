//! How long things may take.

use std::time::Duration;

/// For what has to happen once all is well again.
pub(crate) const SOON: Duration = Duration::from_secs(90);
/// How long a buyer waits after the answer that it is not possible now.
pub(crate) const RETRY_AFTER: Duration = Duration::from_secs(1);
/// How long an order may take to its end when nothing goes wrong any more, by the deadlines that these tests give it.
pub(crate) const ENDS_WITHIN: Duration = Duration::from_secs(30 + 30);
/// How many seats of an event a buyer may have.
pub(crate) const BUYER_LIMIT: usize = 4;
