//! The open loop: requests at a fixed rate, each timed from when it was due. A server that stalls delays the requests that follow, and all of
//! that counts; a closed loop would just have sent fewer.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use anyhow::anyhow;
use tokio::sync::Semaphore;
use tokio::task::{JoinSet, LocalSet};
use tokio::time::Instant;

use super::closed::unshared;
use super::connection::Connection;
use super::schedule::Schedule;
use super::workload::{Target, Workload};
use crate::measure::{Latencies, Take};

struct Shared<T> {
    workload: T,
    latencies: Latencies,
    sent: u64,
}

/// At `per_second` for `lasting`, over at most this number of connections: if all are busy, what is due waits, and its clock runs.
pub(crate) async fn open<T: Workload + 'static>(
    target: &Target,
    connections: usize,
    (per_second, lasting): (f64, Duration),
    workload: T,
) -> anyhow::Result<(Take, T)> {
    let mut ready = Vec::with_capacity(connections);
    for _ in 0..connections {
        ready.push(Connection::open(target.address).await?);
    }
    let shared = Rc::new(RefCell::new(Shared { workload, latencies: Latencies::new()?, sent: 0 }));
    let (before, started) = (target.tiers.now()?, Instant::now());
    let schedule = Schedule::new(started, per_second, lasting);
    LocalSet::new().run_until(send_all(ready, schedule, &shared)).await?;
    let (elapsed, shares) = (started.elapsed(), target.tiers.since(&before)?);
    let Shared { workload, latencies, .. } = unshared(shared)?;
    Ok((Take { done: latencies.len(), elapsed, latencies, shares }, workload))
}

async fn send_all<T: Workload + 'static>(
    connections: Vec<Connection>,
    schedule: Schedule,
    shared: &Rc<RefCell<Shared<T>>>,
) -> anyhow::Result<()> {
    let due = Arc::new(Semaphore::new(0));
    let (releasing, last) = (due.clone(), connections.len());
    let mut connections_running = JoinSet::new();
    for connection in connections {
        connections_running.spawn_local(run_one(connection, schedule, due.clone(), shared.clone()));
    }
    // On a thread of its own: the timers of the runtime count in whole milliseconds, and would release requests in bursts.
    let release = std::thread::spawn(move || release_all(schedule, &releasing, last));
    while let Some(ended) = connections_running.join_next().await {
        ended??;
    }
    release.join().map_err(|_| anyhow!("the clock of the load panicked"))
}

/// In the end each connection gets one permit more, for which there is no request: that ends it.
fn release_all(schedule: Schedule, due: &Semaphore, connections: usize) {
    let mut released = 0;
    while released < schedule.count {
        std::thread::sleep(schedule.due(released).saturating_duration_since(Instant::now()));
        let now_due = schedule.due_by(Instant::now());
        due.add_permits(usize::try_from(now_due.saturating_sub(released)).unwrap_or_default());
        released = now_due.max(released);
    }
    due.add_permits(connections);
}

async fn run_one<T: Workload>(
    mut connection: Connection,
    schedule: Schedule,
    due: Arc<Semaphore>,
    shared: Rc<RefCell<Shared<T>>>,
) -> anyhow::Result<()> {
    loop {
        due.acquire().await?.forget();
        let (next, due) = {
            let shared = &mut *shared.borrow_mut();
            shared.sent += 1;
            if shared.sent > schedule.count {
                return Ok(());
            }
            (shared.workload.next(), schedule.due(shared.sent - 1))
        };
        let Some((number, request)) = next else { return Ok(()) };
        let answer = connection.exchange(&request).await?;
        let shared = &mut *shared.borrow_mut();
        shared.latencies.add(due.elapsed());
        shared.workload.answered(number, due, &answer)?;
    }
}
