//! What the process says on standard output once it is ready: where it is, and with `--demo` what to try.

use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use server::{Mount, ReadyCheck, Routes, Stop, Worker};
use tokio::time::timeout;

use crate::page;

const LOOK_EVERY: Duration = Duration::from_millis(5);

/// Says so as soon as every check of these mounts is content.
pub(crate) fn announce(address: SocketAddr, demo: bool, mounts: &[Mount]) -> Mount {
    let checks: Vec<Arc<dyn ReadyCheck>> = mounts.iter().flat_map(|mount| mount.checks.clone()).collect();
    let no_routes: Routes = Arc::new(|_| {});
    let announcer = Worker::new("welcome", move |stop: Stop| async move {
        while !all_content(&checks).await {
            if timeout(LOOK_EVERY, stop.stopped()).await.is_ok() {
                return Ok(());
            }
        }
        say(&ready(address))?;
        if demo {
            say(&what_to_try(address))?;
        }
        stop.stopped().await;
        Ok(())
    });
    let openapi = utoipa::openapi::OpenApi::default();
    Mount { name: "welcome", routes: no_routes, workers: vec![announcer], checks: Vec::new(), openapi }
}

async fn all_content(checks: &[Arc<dyn ReadyCheck>]) -> bool {
    for check in checks {
        if check.check().await.is_err() {
            return false;
        }
    }
    true
}

/// Standard output may be a pipe that nobody reads any more; that is no reason to end.
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

/// Four lines to copy, in the order in which they tell a purchase.
fn what_to_try(address: SocketAddr) -> String {
    let base = format!("http://{address}");
    let no_page = if page::is_built_in() { "" } else { "  (not in this build: it needs Node 20 and npm)" };
    format!(
        r#"
  the page          {base}/{no_page}
  API docs          {base}/docs
  events            {base}/api/events

Try a purchase; copy these lines into another terminal:

  # the seats of event 1
  curl -s {base}/api/events/1/seats | head -c 400
  # hold seat 42 for two minutes
  curl -s -X POST {base}/api/reservations -H 'Content-Type: application/json' -d '{{"eventId":1,"seatId":42}}'
  # order it; the same key again gives the same order
  curl -s -X POST {base}/api/orders -H 'Content-Type: application/json' -H 'Idempotency-Key: my-first-order' -d '{{"eventId":1,"seatIds":[42],"paymentMethod":"tok_ok"}}'
  # watch the seats change (ends with Ctrl-C)
  curl -sN {base}/api/events/1/seats/stream
"#
    )
}
