//! Where passwords are hashed: slow work that must not slow down anything else.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::error::AuthError;
use crate::metrics;

#[derive(Debug, Clone, Copy)]
pub struct HashPoolLimits {
    /// How many are hashed at once.
    pub running_max: usize,
    /// How many wait for that.
    pub waiting_max: usize,
    pub wait_max: Duration,
}

impl Default for HashPoolLimits {
    /// A quarter of the processors: the others are for sales.
    fn default() -> Self {
        let processors = std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
        Self { running_max: (processors / 4).max(1), waiting_max: 64, wait_max: Duration::from_secs(2) }
    }
}

/// Clones share their room.
#[derive(Debug, Clone)]
pub struct HashPool {
    running: Arc<Semaphore>,
    places: Arc<Semaphore>,
    wait_max: Duration,
}

impl HashPool {
    #[must_use]
    pub fn new(limits: HashPoolLimits) -> Self {
        Self {
            running: Arc::new(Semaphore::new(limits.running_max)),
            places: Arc::new(Semaphore::new(limits.running_max + limits.waiting_max)),
            wait_max: limits.wait_max,
        }
    }

    /// Does it on a thread where it may take long. The permits go with the job and not with the caller: one who hangs up does not make room
    /// for another while the job still runs.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, AuthError> {
        let admitted = self.admitted().await;
        metrics::hashing(admitted.is_some());
        let (place, running) = admitted.ok_or(AuthError::Busy)?;
        let done = tokio::task::spawn_blocking(move || {
            let _until_the_end = (place, running);
            job()
        });
        // Aborted only where the process ends.
        done.await.map_err(|_| AuthError::Busy)
    }

    async fn admitted(
        &self,
    ) -> Option<(tokio::sync::OwnedSemaphorePermit, tokio::sync::OwnedSemaphorePermit)> {
        let place = Arc::clone(&self.places).try_acquire_owned().ok()?;
        let running = timeout(self.wait_max, Arc::clone(&self.running).acquire_owned()).await.ok()?.ok()?;
        Some((place, running))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn a_caller_who_hangs_up_does_not_make_room_while_the_job_runs() {
        let limits = HashPoolLimits { running_max: 1, waiting_max: 0, wait_max: Duration::from_millis(1) };
        let pool = HashPool::new(limits);
        let (finish, finished) = mpsc::channel::<()>();
        let (begin, begun) = tokio::sync::oneshot::channel();
        let slow = pool.run(move || {
            let _ = begin.send(());
            let _ = finished.recv();
        });
        let mut slow = Box::pin(slow);
        tokio::select! {
            _ = &mut slow => panic!("it ended by itself"),
            began = begun => began.unwrap(),
        }
        drop(slow);
        assert!(matches!(pool.run(|| ()).await, Err(AuthError::Busy)), "two jobs run at once");
        finish.send(()).unwrap();
        testkit::eventually("there is room again", Duration::from_secs(30), async || {
            pool.run(|| ()).await.ok()
        })
        .await;
    }

    #[tokio::test(start_paused = true)]
    async fn who_waits_too_long_is_refused() {
        let pool = HashPool::new(HashPoolLimits { running_max: 0, ..HashPoolLimits::default() });
        assert!(matches!(pool.run(|| ()).await, Err(AuthError::Busy)));
    }
}
