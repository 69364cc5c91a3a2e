//! What a process says on standard output once it is ready.

use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use lifecycle::{ReadyCheck, Stop, Worker};
use server::Mount;
use tokio::time::timeout;

const FIRST_CHECK_AFTER: Duration = Duration::from_millis(5);
/// Dependencies may take their time to start, and are not to be polled hard meanwhile.
const CHECK_EVERY_MAX: Duration = Duration::from_millis(100);
/// For one check: what it calls may not be there yet.
const CHECK_WITHIN: Duration = Duration::from_secs(1);

/// Speaks as soon as every needed check of these mounts passes.
pub(crate) fn mount(address: SocketAddr, what_to_try: Option<String>, mounts: &[Mount]) -> Mount {
    let checks = mounts.iter().flat_map(|mount| mount.checks.clone());
    let checks: Vec<Arc<dyn ReadyCheck>> = checks.filter(|check| check.is_needed()).collect();
    let announcer = Worker::new("announcer", move |stop: Stop| async move {
        let mut pause = FIRST_CHECK_AFTER;
        while !all_pass(&checks).await {
            if timeout(pause, stop.stopped()).await.is_ok() {
                return Ok(());
            }
            pause = CHECK_EVERY_MAX.min(pause * 2);
        }
        say(&ready(address))?;
        if let Some(what_to_try) = what_to_try {
            say(&what_to_try)?;
        }
        stop.stopped().await;
        Ok(())
    });
    Mount { workers: vec![announcer], ..Mount::new("announcer") }
}

async fn all_pass(checks: &[Arc<dyn ReadyCheck>]) -> bool {
    for check in checks {
        if !matches!(timeout(CHECK_WITHIN, check.check()).await, Ok(Ok(()))) {
            return false;
        }
    }
    true
}

/// Standard output may be a pipe whose reader is gone; that is no reason to end.
pub(crate) fn say(text: &str) -> anyhow::Result<()> {
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
