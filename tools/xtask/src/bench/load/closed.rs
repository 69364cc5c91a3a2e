//! The closed loop: so many connections, each with its next request as soon as it has its answer. It finds what a server can do, and
//! says little about how long anybody would wait at less than that.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use tokio::task::{JoinSet, LocalSet};
use tokio::time::Instant;

use super::connection::Connection;
use super::talk::{Talk, Target};
use crate::bench::measure::{Latencies, Take};

/// For so long, or until there is nothing more to say. Gives back who talked, with whatever was made of the answers.
pub(crate) async fn closed<T: Talk + 'static>(
    target: &Target,
    connections: usize,
    lasting: Duration,
    talk: T,
) -> anyhow::Result<(Take, T)> {
    let mut ready = Vec::with_capacity(connections);
    for _ in 0..connections {
        ready.push(Connection::open(target.address).await?);
    }
    let shared = Rc::new(RefCell::new((talk, Latencies::new()?)));
    let (before, started) = (target.tiers.now()?, Instant::now());
    LocalSet::new().run_until(converse_on(ready, started + lasting, &shared)).await?;
    let (elapsed, shares) = (started.elapsed(), target.tiers.since(&before)?);
    let (talk, latencies) = unshared(shared)?;
    Ok((Take { done: latencies.len(), elapsed, latencies, shares }, talk))
}

type Shared<T> = Rc<RefCell<(T, Latencies)>>;

/// What all tasks shared, when all have ended.
pub(super) fn unshared<S>(shared: Rc<RefCell<S>>) -> anyhow::Result<S> {
    let alone = Rc::try_unwrap(shared).ok();
    Ok(alone.ok_or_else(|| anyhow::anyhow!("a task of the load is still there"))?.into_inner())
}

async fn converse_on<T: Talk + 'static>(
    connections: Vec<Connection>,
    until: Instant,
    shared: &Shared<T>,
) -> anyhow::Result<()> {
    let mut conversations = JoinSet::new();
    for connection in connections {
        conversations.spawn_local(converse(connection, until, shared.clone()));
    }
    while let Some(ended) = conversations.join_next().await {
        ended??;
    }
    Ok(())
}

async fn converse<T: Talk>(
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
        let (talk, latencies) = &mut *shared.borrow_mut();
        latencies.add(sent.elapsed());
        talk.heard(number, sent, &answer)?;
    }
}
