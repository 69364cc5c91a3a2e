//! Are the promises kept? An installation that runs compares its own books; at rest the stores themselves are read.

mod report;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use contracts::api::order::{PageBody, VerifiedBody, VerifyQuery};
use contracts::api::{CallError, OrderApi};
use contracts::services::ORDER;
use primitives::{Clock, Timestamp};
use settings::Secret;
use tokio::time::sleep;

use self::report::Report;
use super::assembly;
use crate::announce::say;
use crate::config::ProcessConfig;
use crate::process_context::ProcessContext;

/// The caller's name, in tokens and metrics.
const VERIFY: &str = "verify";
/// Five hundred things each.
const PAGES_MAX: u32 = 10_000_000;
/// A store that was just restored is put together again meanwhile.
const TRIES_MAX: u32 = 10;
const TRY_AGAIN_AFTER: Duration = Duration::from_secs(1);

/// Prints the table. An error where a promise was broken, or could not be checked.
pub(super) async fn run(config: ProcessConfig) -> anyhow::Result<()> {
    let context = ProcessContext::of_this_process()?;
    let report = if config.neighbours.is_given(&ORDER) {
        let order = assembly::neighbours(&config).remote::<dyn OrderApi>(VERIFY, &context)?;
        compare(order.as_ref(), |_| true).await?
    } else {
        at_rest(config, context).await?
    };
    say(report.to_string().trim_end())?;
    match report.violations() {
        0 => Ok(()),
        violations => bail!("promises were broken: {violations}"),
    }
}

/// Builds the services and serves nothing. No map is shown then, so that one promise is not checked. Nor does time pass: what was held when
/// everything stopped has not lapsed, and what was under way is not late.
async fn at_rest(mut config: ProcessConfig, context: ProcessContext) -> anyhow::Result<Report> {
    let context = ProcessContext { clock: Arc::new(Standstill), ..context };
    let order = open(&mut config, context).await.context(
        "the books cannot be opened; a process that runs compares its own: ask it with --order-url",
    )?;
    compare(order.as_ref(), |page| !matches!(page, PageBody::Maps { .. })).await
}

async fn open(config: &mut ProcessConfig, context: ProcessContext) -> anyhow::Result<Arc<dyn OrderApi>> {
    let engines = assembly::engines(config)?;
    // Nothing is signed.
    let process = assembly::process(config, context, engines, Secret::new(Vec::new()));
    assembly::build(&process, std::mem::take(&mut config.services)).await?;
    process.client(VERIFY)
}

/// Page by page, up to one that is not wanted.
async fn compare(order: &dyn OrderApi, is_wanted: impl Fn(&PageBody) -> bool) -> anyhow::Result<Report> {
    let (mut report, mut page) = (Report::default(), None);
    for _ in 0..PAGES_MAX {
        let answer = checked(order, page.as_ref()).await;
        let mut checked = answer.with_context(|| format!("the books cannot be compared at {page:?}"))?;
        page = checked.next.take();
        report.add(checked);
        if !page.as_ref().is_some_and(&is_wanted) {
            return Ok(report);
        }
    }
    bail!("the books have no end")
}

async fn checked(order: &dyn OrderApi, page: Option<&PageBody>) -> Result<VerifiedBody, CallError> {
    for _ in 1..TRIES_MAX {
        match order.verify(VerifyQuery { page: page.cloned() }).await {
            Err(CallError::Unavailable(_)) => sleep(TRY_AGAIN_AFTER).await,
            answer => return answer,
        }
    }
    order.verify(VerifyQuery { page: page.cloned() }).await
}

/// Before everything that was ever written down.
struct Standstill;

impl Clock for Standstill {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(0)
    }
}
