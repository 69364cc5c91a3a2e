//! Waiting for a condition with a deadline: the one timer of all tests.

use std::future::Future;
use std::panic::Location;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout_at};

/// Short beside anything that a test waits for, long beside what a check costs.
const INTERVAL: Duration = Duration::from_millis(10);

/// Polls the condition until it gives a value, and returns it; panics with `what` when there is none by the deadline. A condition that hangs
/// counts as not met. Not for paused time, where the deadline passes while the real world works.
#[track_caller]
pub fn eventually<T>(
    what: &str,
    deadline: Duration,
    mut condition: impl AsyncFnMut() -> Option<T>,
) -> impl Future<Output = T> {
    let caller = Location::caller();
    poll(what, deadline, async move || condition().await.ok_or_else(String::new), caller)
}

/// Like [`eventually`], where a condition can say what it still misses: the last such words are part of the panic.
#[track_caller]
pub fn eventually_whole<T>(
    what: &str,
    deadline: Duration,
    condition: impl AsyncFnMut() -> Result<T, String>,
) -> impl Future<Output = T> {
    poll(what, deadline, condition, Location::caller())
}

async fn poll<T>(
    what: &str,
    deadline: Duration,
    mut condition: impl AsyncFnMut() -> Result<T, String>,
    caller: &Location<'_>,
) -> T {
    let give_up = Instant::now() + deadline;
    let mut polls = 0_u64;
    let mut missing = String::new();
    loop {
        polls += 1;
        match timeout_at(give_up, condition()).await {
            Ok(Ok(answer)) => return answer,
            Ok(Err(words)) => missing = words,
            Err(_) => {}
        }
        assert!(
            Instant::now() < give_up,
            "waited {deadline:?} and polled {polls} times, still not: {what} (at {caller}) {missing}"
        );
        sleep(INTERVAL).await;
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    #[tokio::test]
    async fn a_condition_that_comes_true_gives_its_value() {
        let mut asked = 0;
        let value = eventually("polled three times", Duration::from_secs(5), async || {
            asked += 1;
            (asked == 3).then_some("here")
        })
        .await;
        assert_eq!(value, "here");
    }

    /// The words of the panic that waiting for `condition` ends in.
    async fn complaint(condition: impl AsyncFnMut() -> Option<()>) -> String {
        let waiting = eventually("the moon is blue", Duration::from_millis(30), condition);
        let panic = std::panic::AssertUnwindSafe(waiting).catch_unwind().await.unwrap_err();
        *panic.downcast::<String>().unwrap()
    }

    #[tokio::test]
    async fn a_condition_that_never_comes_true_fails_with_its_name_and_place() {
        let complaint = complaint(async || None).await;
        assert!(complaint.contains("still not: the moon is blue"), "{complaint}");
        assert!(complaint.contains("eventually.rs"), "{complaint}");
    }

    #[tokio::test]
    async fn what_is_missing_stands_in_the_complaint() {
        let deadline = Duration::from_millis(30);
        let waiting =
            eventually_whole("the moon is blue", deadline, async || Err::<(), _>("paint".to_owned()));
        let panic = std::panic::AssertUnwindSafe(waiting).catch_unwind().await.unwrap_err();
        assert!(panic.downcast::<String>().unwrap().ends_with("paint"));
    }

    #[tokio::test]
    async fn a_condition_that_hangs_is_not_met() {
        let complaint = complaint(async || std::future::pending().await).await;
        assert!(complaint.contains("still not: the moon is blue"), "{complaint}");
    }
}
