//! Audits the books all the time, one page after the other, slowly enough to cost next to nothing.

use std::sync::Arc;
use std::time::Duration;

use lifecycle::Stop;
use tokio::time::timeout;

use crate::app::audit::{Audit, AuditPage, Findings};
use crate::domain::promises::{Breach, Promise};
use crate::metrics;

/// Long enough for orders that an outage has interrupted to end, so that they page no operator.
const FIRST_AFTER: Duration = Duration::from_secs(30);
/// How many breaches of a page are logged; all of them are counted.
const LOGGED_MAX: usize = 20;

pub(crate) async fn run(audit: Arc<Audit>, every: Duration, stop: Stop) -> anyhow::Result<()> {
    let mut page = AuditPage::FIRST;
    if timeout(FIRST_AFTER, stop.stopped()).await.is_ok() {
        return Ok(());
    }
    while timeout(every, stop.stopped()).await.is_err() {
        let next = tokio::select! {
            next = check(&audit, &page) => next,
            () = stop.stopped() => return Ok(()),
        };
        page = next.unwrap_or(AuditPage::FIRST);
    }
    Ok(())
}

/// Says which page comes next. A book that cannot be read now must not keep the others from being checked.
async fn check(audit: &Audit, page: &AuditPage) -> Option<AuditPage> {
    match audit.check(page).await {
        Ok(findings) => {
            count(&findings);
            findings.breaches.iter().take(LOGGED_MAX).for_each(log);
            findings.next
        }
        Err(error) => {
            tracing::info!(
                error = &error as &dyn std::error::Error,
                "a book cannot be read now, continuing with the next one"
            );
            page.next_book()
        }
    }
}

fn count(findings: &Findings) {
    for (promise, things) in &findings.checked {
        metrics::promise_checked(*promise, *things);
    }
    for promise in Promise::ALL {
        let breaches = findings.breaches.iter().filter(|breach| breach.promise == promise);
        metrics::promise_broken(promise, breaches.count());
    }
}

fn log(breach: &Breach) {
    tracing::error!(
        invariant = breach.promise.id(),
        event_id = breach.event.map(tracing::field::display),
        order_id = breach.order.map(tracing::field::display),
        seat_id = breach.seat.map(tracing::field::display),
        "a promise was not kept: {}",
        breach.what
    );
}
