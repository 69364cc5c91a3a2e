//! An installation that runs compares its own books, page by page.

use std::sync::Arc;

use anyhow::Context;
use contracts::api::order::VerifyQuery;
use contracts::api::{Api, OrderApi};
use primitives::{RandomIds, SystemClock};

use super::Report;
use crate::config::Config;

/// Of five hundred records each.
const PAGES_MAX: u32 = 10_000_000;

pub(super) async fn check(config: &Config) -> anyhow::Result<Report> {
    let clock = Arc::new(SystemClock);
    let ids = Arc::new(RandomIds::default());
    let order = <dyn OrderApi>::remote(config.order.client_of("verify", &config.basics, clock, ids)?);
    let (mut report, mut page) = (Report::default(), None);
    for _ in 0..PAGES_MAX {
        let checked = order.verify(VerifyQuery { page: page.clone() }).await;
        let mut checked = checked.with_context(|| format!("the books cannot be compared at {page:?}"))?;
        page = checked.next.take();
        report.add(checked);
        if page.is_none() {
            return Ok(report);
        }
    }
    anyhow::bail!("the books have no end")
}
