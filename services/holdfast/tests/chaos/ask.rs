//! A call of someone who does not wait for ever.

use std::time::Duration;

use testkit::{Answer, Call};
use tokio::time::timeout;

/// A call without an answer for this long has an unknown outcome.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);

/// None: the outcome is unknown.
pub(crate) async fn ask(call: Call) -> Option<Answer> {
    timeout(ANSWER_WITHIN, call.attempt()).await.ok()?.ok()
}
