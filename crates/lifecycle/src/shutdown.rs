//! How a process stops: the first signal drains it, the second ends it at once.
//!
//! The stop comes in steps. First load balancers are to notice, and streams end. Then no connection is accepted any more, and those that are
//! open end with their next answer. Only when the last request has been answered are the workers stopped, because requests need them.

use std::future::Future;
use std::io;

use tokio::runtime::Handle;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::Instrument;

/// The signal to stop, for a loop or a stream to wait for. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Stop(CancellationToken);

impl Stop {
    /// Returns when the end has come, at once if it already has.
    pub async fn stopped(&self) {
        self.0.cancelled().await;
    }

    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.0.is_cancelled()
    }

    /// The same signal for code that does not know this crate.
    #[must_use]
    pub fn token(&self) -> CancellationToken {
        self.0.clone()
    }
}

/// Work that must run to its end even when the request that began it is gone. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Tasks {
    tracker: TaskTracker,
    /// Where tasks run: an HTTP thread has a runtime of its own, which ends with the last request and all that it spawned.
    home: Option<Handle>,
}

impl Default for Tasks {
    fn default() -> Self {
        Self { tracker: TaskTracker::new(), home: Handle::try_current().ok() }
    }
}

impl Tasks {
    /// The one place that spawns. The task belongs to the trace that it was spawned in, runs where these `Tasks` were
    /// made, and a stop waits for it.
    pub fn spawn<F>(&self, task: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send + 'static> + Send + 'static,
    {
        self.spawn_for_many(task.in_current_span())
    }

    /// As [`Self::spawn`], for work that belongs to no single trace.
    pub fn spawn_for_many<F>(&self, task: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send + 'static> + Send + 'static,
    {
        match &self.home {
            Some(home) => self.tracker.spawn_on(task, home),
            None => self.tracker.spawn(task),
        }
    }

    /// Returns when no task is left.
    pub async fn drained(&self) {
        self.tracker.close();
        self.tracker.wait().await;
    }
}

/// The life of one server. Cheap to clone; two servers in one process have two.
#[derive(Debug, Clone, Default)]
pub struct Lifecycle {
    serving: Stop,
    accepting: Stop,
    working: Stop,
    waiting: Stop,
    tasks: Tasks,
}

impl Lifecycle {
    /// To be made inside the runtime that lives longest: that of `main`.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Stops the server gracefully: what was begun is finished.
    pub fn stop(&self) {
        self.serving.0.cancel();
    }

    /// Ends the server, its workers too, without waiting for anything.
    pub fn stop_now(&self) {
        self.stop();
        // Before the workers stop, so that the server does not take their end for a failure.
        self.waiting.0.cancel();
        self.close();
        self.stop_workers();
    }

    /// Comes first: readiness is off, streams end.
    #[must_use]
    pub fn stopping(&self) -> Stop {
        self.serving.clone()
    }

    /// Comes when nothing is accepted any more: what is answered now is the last of its connection.
    #[must_use]
    pub fn closing(&self) -> Stop {
        self.accepting.clone()
    }

    pub fn close(&self) {
        self.accepting.0.cancel();
    }

    /// Comes when the last request has been answered: workers stop.
    #[must_use]
    pub fn worker_stop(&self) -> Stop {
        self.working.clone()
    }

    #[must_use]
    pub fn tasks(&self) -> Tasks {
        self.tasks.clone()
    }

    pub fn stop_workers(&self) {
        self.working.0.cancel();
    }

    pub async fn ended_at_once(&self) {
        self.waiting.stopped().await;
    }

    /// The first SIGTERM or SIGINT stops, the second stops now. For `main`; a test stops by itself.
    pub fn stop_on_signals(&self) -> io::Result<()> {
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let lifecycle = self.clone();
        #[expect(
            clippy::disallowed_methods,
            reason = "it listens until the very end, so a stop must not wait for it"
        )]
        tokio::spawn(async move {
            for drains in [true, false] {
                let name = tokio::select! {
                    _ = terminate.recv() => "SIGTERM",
                    _ = interrupt.recv() => "SIGINT",
                };
                tracing::info!(signal = name, drains, "stop signal received");
                if drains { lifecycle.stop() } else { lifecycle.stop_now() }
            }
        });
        Ok(())
    }
}
