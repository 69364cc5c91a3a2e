//! What a program says on standard output once it is ready.

use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use lifecycle::{ReadyCheck, Stop, Worker};
use server::{Mount, no_routes};
use tokio::time::timeout;

const LOOK_FIRST: Duration = Duration::from_millis(5);
/// What a program waits for may take its time, and is not to be pestered meanwhile.
const LOOK_LATER: Duration = Duration::from_millis(100);
/// For one check: what is asked may not be there yet.
const CHECK_WITHIN: Duration = Duration::from_secs(1);

/// Speaks as soon as every check of these mounts is content.
pub(crate) fn mount(address: SocketAddr, what_to_try: Option<String>, mounts: &[Mount]) -> Mount {
    let checks: Vec<Arc<dyn ReadyCheck>> = mounts.iter().flat_map(|mount| mount.checks.clone()).collect();
    let announcer = Worker::new("announcer", move |stop: Stop| async move {
        let mut pause = LOOK_FIRST;
        while !all_content(&checks).await {
            if timeout(pause, stop.stopped()).await.is_ok() {
                return Ok(());
            }
            pause = LOOK_LATER.min(pause * 2);
        }
        say(&ready(address))?;
        if let Some(what_to_try) = what_to_try {
            say(&what_to_try)?;
        }
        stop.stopped().await;
        Ok(())
    });
    Mount {
        name: "announcer",
        routes: no_routes(),
        internal: no_routes(),
        workers: vec![announcer],
        checks: Vec::new(),
        openapi: Default::default(),
    }
}

async fn all_content(checks: &[Arc<dyn ReadyCheck>]) -> bool {
    for check in checks {
        if !matches!(timeout(CHECK_WITHIN, check.check()).await, Ok(Ok(()))) {
            return false;
        }
    }
    true
}

/// Standard output may be a pipe that nobody reads any more; that is no reason to end.
pub fn say(text: &str) -> anyhow::Result<()> {
    let mut output = std::io::stdout().lock();
    match writeln!(output, "{text}").and_then(|()| output.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// The line that scripts and tests wait for; keep its words.
fn ready(address: SocketAddr) -> String {
    format!("holdfast is ready on http://{address}")
}
