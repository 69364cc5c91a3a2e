//! An installation that runs is asked, page by page.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use contracts::internal::order::{AskVerifyBody, VERIFY, VerifiedBody, path};
use primitives::{RandomIds, SystemClock};
use service_client::Call;

use super::Report;
use crate::config::Config;

/// A page that shows something wrong is looked at twice, and a map is waited for.
const PAGE_WITHIN: Duration = Duration::from_secs(20);
/// Five hundred things each.
const PAGES_MAX: u32 = 10_000_000;

pub(super) async fn check(config: &Config) -> anyhow::Result<Report> {
    let clock = Arc::new(SystemClock);
    let peer = config.order.peer_of("verify", &config.basics, clock.clone())?.with_tries_of(PAGE_WITHIN);
    let peer = peer.with_retries(clock, Arc::new(RandomIds::default()));
    let (mut report, mut page) = (Report::default(), None);
    for _ in 0..PAGES_MAX {
        let call = Call::post("verify", path(VERIFY), &AskVerifyBody { page: page.clone() })?;
        let mut checked: VerifiedBody =
            peer.call(&call).await.with_context(|| format!("the books cannot be compared at {page:?}"))?;
        page = checked.next.take();
        report.add(checked);
        if page.is_none() {
            return Ok(report);
        }
    }
    anyhow::bail!("the books have no end")
}
