//! `db_locks_wait_seconds`, a name of the source design of limited sales: how long work waits for the locks of others.

use std::time::Duration;

use metrics::{describe_histogram, histogram};

const NAME: &str = "db_locks_wait_seconds";
/// A server tells its clients nothing of the locks that a statement has waited for.
const HELP: &str = "Waits for locks. SQLite: from asking for the one writer to having it. MySQL: the whole time of each statement in a \
    transaction, of which waiting for rows that others have locked is a part that cannot be separated from the rest.";

/// Once a database is opened, so that the text stands beside the figures.
pub(crate) fn describe() {
    describe_histogram!(NAME, HELP);
}

pub(crate) fn waited(time: Duration) {
    histogram!(NAME).record(time);
}
