//! Runs the workers of all services, and notices when one of them ends.

use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use tokio::task::JoinSet;

use crate::{Stop, Worker};

pub struct Workers {
    running: JoinSet<(String, anyhow::Result<()>)>,
}

impl Workers {
    pub fn start(workers: Vec<Worker>, stop: &Stop) -> Self {
        let mut running = JoinSet::new();
        for Worker { name, run } in workers {
            let work = AssertUnwindSafe(run(stop.clone())).catch_unwind();
            running.spawn(async move {
                let end = work.await.unwrap_or_else(|_| Err(anyhow::anyhow!("it panicked")));
                (name, end)
            });
        }
        Self { running }
    }

    /// Waits until one ends, which none should before the stop; gives the reason. Never returns without workers.
    pub async fn first_end(&mut self) -> anyhow::Error {
        match self.running.join_next().await {
            Some(Ok((name, Err(cause)))) => cause.context(format!("the worker `{name}` failed")),
            Some(Ok((name, Ok(())))) => anyhow::anyhow!("the worker `{name}` ended before the stop"),
            Some(Err(cause)) => anyhow::Error::new(cause).context("a worker was lost"),
            None => std::future::pending().await,
        }
    }

    /// Waits until all have ended, after the stop.
    pub async fn all_ended(&mut self) {
        while let Some(ended) = self.running.join_next().await {
            if let Ok((worker, Err(error))) = ended {
                let error = &*error as &dyn std::error::Error;
                tracing::warn!(worker, error, "a worker failed while it ended");
            }
        }
    }
}
