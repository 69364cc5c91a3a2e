//! The closed loop: so many connections, each with its next request as soon as it has its answer.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::Instant;

use super::figures::Samples;
use super::http::{Connection, Response};

pub(crate) struct Outcome {
    pub(crate) elapsed: Duration,
    pub(crate) latencies: Samples,
}

impl Outcome {
    pub(crate) fn per_second(&self) -> f64 {
        self.latencies.len() as f64 / self.elapsed.as_secs_f64()
    }
}

/// Sends `requests` requests over `connections` connections; every answer must have the status `expected`.
pub(crate) async fn closed_loop(
    address: SocketAddr,
    connections: usize,
    requests: usize,
    expected: u16,
    request: impl Fn(usize) -> Vec<u8> + Send + Sync + 'static,
) -> anyhow::Result<Outcome> {
    let (next, request) = (Arc::new(AtomicUsize::new(0)), Arc::new(request));
    let mut workers = JoinSet::new();
    let mut ready = Vec::with_capacity(connections);
    for _ in 0..connections {
        ready.push(Connection::open(address).await?);
    }
    let started = Instant::now();
    for mut connection in ready {
        let (next, request) = (next.clone(), request.clone());
        workers.spawn(async move {
            let mut latencies = Samples::default();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= requests {
                    return anyhow::Ok(latencies);
                }
                let bytes = request(number);
                let sent = Instant::now();
                let answer = connection.exchange(&bytes).await?;
                latencies.add(sent.elapsed());
                expect_status(&answer, expected)?;
            }
        });
    }
    let mut latencies = Samples::default();
    while let Some(done) = workers.join_next().await {
        latencies.merge(done??);
    }
    Ok(Outcome { elapsed: started.elapsed(), latencies })
}

pub(crate) fn expect_status(answer: &Response, expected: u16) -> anyhow::Result<()> {
    anyhow::ensure!(
        answer.status == expected,
        "expected {expected}, got {}: {}",
        answer.status,
        String::from_utf8_lossy(&answer.body)
    );
    Ok(())
}
