//! Work that is repeated for as long as the process lives.

use std::error::Error;
use std::future::Future;
use std::time::Duration;

use lifecycle::Stop;
use tokio::time::timeout;

/// Between two turns of a backlog that no caller waits for: callers come first.
const SOON: Duration = Duration::from_millis(50);

/// When the next turn begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// There is more to do, and it is urgent.
    AtOnce,
    /// There is more to do, and it can wait for others.
    Soon,
    /// Everything is done for now.
    NextPeriod,
}

pub(crate) async fn run<Turn, Fut>(
    name: String,
    period: Duration,
    mut turn: Turn,
    stop: Stop,
) -> anyhow::Result<()>
where
    Turn: FnMut() -> Fut,
    Fut: Future<Output = anyhow::Result<Repeat>>,
{
    let mut is_failing = false;
    while !stop.is_stopped() {
        let repeat = match turn().await {
            Ok(repeat) => {
                is_failing = false;
                repeat
            }
            Err(error) => {
                // Once an outage, not once a period.
                if !is_failing {
                    let error = &*error as &dyn Error;
                    tracing::warn!(worker = name, error, "failed, trying again until it succeeds");
                }
                is_failing = true;
                Repeat::NextPeriod
            }
        };
        let pause = match repeat {
            Repeat::AtOnce => continue,
            Repeat::Soon => SOON.min(period),
            Repeat::NextPeriod => period,
        };
        let _ = timeout(pause, stop.stopped()).await;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use lifecycle::Lifecycle;
    use tokio::time::Instant;

    use super::*;

    const PERIOD: Duration = Duration::from_secs(60);

    /// How long after the start each turn began, if the turns end like this; the last one ends the process.
    async fn begins(ends: Vec<anyhow::Result<Repeat>>) -> Vec<u128> {
        let (lifecycle, start) = (Lifecycle::new(), Instant::now());
        let mut began = Vec::new();
        let mut ends = ends.into_iter();
        let turn = || {
            began.push(start.elapsed().as_millis());
            let end = ends.next();
            if end.is_none() {
                lifecycle.stop_workers();
            }
            async move { end.unwrap_or(Ok(Repeat::NextPeriod)) }
        };
        run("test".to_owned(), PERIOD, turn, lifecycle.worker_stop()).await.unwrap();
        began
    }

    #[tokio::test(start_paused = true)]
    async fn a_turn_says_when_the_next_one_begins() {
        let ends = vec![Ok(Repeat::AtOnce), Ok(Repeat::Soon), Ok(Repeat::NextPeriod)];
        assert_eq!(begins(ends).await, [0, 0, 50, 60_050]);
    }

    #[tokio::test(start_paused = true)]
    async fn after_a_failure_the_next_turn_comes_at_its_time() {
        let ends = vec![Err(anyhow::anyhow!("away")), Err(anyhow::anyhow!("away")), Ok(Repeat::AtOnce)];
        assert_eq!(begins(ends).await, [0, 60_000, 120_000, 120_000]);
    }
}
