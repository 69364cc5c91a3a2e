//! The promises are checked all the time, a page at a time, so slowly that nobody notices.

use std::sync::Arc;
use std::time::Duration;

use lifecycle::Stop;
use tokio::time::timeout;

use crate::app::audit::{Audit, Page};
use crate::metrics;

/// What an outage has left behind gets its end in this time: nobody is to be woken for it.
const FIRST_AFTER: Duration = Duration::from_secs(30);
/// Breaches are logged one by one as far as that; all of them are counted.
const LOGGED_MAX: usize = 20;

pub(crate) async fn run(audit: Arc<Audit>, every: Duration, stop: Stop) -> anyhow::Result<()> {
    let mut page = Page::FIRST;
    if timeout(FIRST_AFTER, stop.stopped()).await.is_ok() {
        return Ok(());
    }
    while timeout(every, stop.stopped()).await.is_err() {
        let next = tokio::select! {
            next = check(&audit, &page) => next,
            () = stop.stopped() => return Ok(()),
        };
        page = next.unwrap_or(Page::FIRST);
    }
    Ok(())
}

/// The next page. A book that cannot be read now must not keep the others from being read.
async fn check(audit: &Audit, page: &Page) -> Option<Page> {
    match audit.check(page).await {
        Ok(found) => {
            metrics::promises_checked(&found);
            for breach in found.breaches.iter().take(LOGGED_MAX) {
                tracing::error!(
                    invariant = breach.promise.id(),
                    event_id = breach.event.map(tracing::field::display),
                    order_id = breach.order.map(tracing::field::display),
                    seat_id = breach.seat.map(tracing::field::display),
                    "a promise was not kept: {}",
                    breach.what
                );
            }
            found.next
        }
        Err(error) => {
            tracing::info!(
                cause = &error as &dyn std::error::Error,
                "a book cannot be read now, going on with the next"
            );
            page.next_book()
        }
    }
}
