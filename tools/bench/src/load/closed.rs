//! The closed loop: each connection sends its next request as soon as it has its answer. It finds what a server can do, and says little about
//! latency at less than that.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use tokio::task::{JoinSet, LocalSet};
use tokio::time::Instant;

use super::connection::Connection;
use super::workload::{Target, Workload};
use crate::measure::{Latencies, Take};

/// For `lasting`, or until the workload ends. Gives the workload back, with what it recorded of the answers.
pub(crate) async fn closed<T: Workload + 'static>(
    target: &Target,
    connections: usize,
    lasting: Duration,
    workload: T,
) -> anyhow::Result<(Take, T)> {
    let mut ready = Vec::with_capacity(connections);
    for _ in 0..connections {
        ready.push(Connection::open(target.address).await?);
    }
    let shared = Rc::new(RefCell::new((workload, Latencies::new()?)));
    let (before, started) = (target.tiers.now()?, Instant::now());
    LocalSet::new().run_until(run_all(ready, started + lasting, &shared)).await?;
    let (elapsed, shares) = (started.elapsed(), target.tiers.since(&before)?);
    let (workload, latencies) = unshared(shared)?;
    Ok((Take { done: latencies.len(), elapsed, latencies, shares }, workload))
}

type Shared<T> = Rc<RefCell<(T, Latencies)>>;

/// What all tasks shared, after the last of them has ended.
pub(super) fn unshared<S>(shared: Rc<RefCell<S>>) -> anyhow::Result<S> {
    let alone = Rc::try_unwrap(shared).ok();
    Ok(alone.ok_or_else(|| anyhow::anyhow!("a task of the load is still there"))?.into_inner())
}

async fn run_all<T: Workload + 'static>(
    connections: Vec<Connection>,
    until: Instant,
    shared: &Shared<T>,
) -> anyhow::Result<()> {
    let mut connections_running = JoinSet::new();
    for connection in connections {
        connections_running.spawn_local(run_one(connection, until, shared.clone()));
    }
    while let Some(ended) = connections_running.join_next().await {
        ended??;
    }
    Ok(())
}

async fn run_one<T: Workload>(
    mut connection: Connection,
    until: Instant,
    shared: Shared<T>,
) -> anyhow::Result<()> {
    loop {
        let sent = Instant::now();
        if sent >= until {
            return Ok(());
        }
        let Some((number, request)) = shared.borrow_mut().0.next() else { return Ok(()) };
        let answer = connection.exchange(&request).await?;
        let (workload, latencies) = &mut *shared.borrow_mut();
        latencies.add(sent.elapsed());
        workload.answered(number, sent, &answer)?;
    }
}
