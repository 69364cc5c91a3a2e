//! `holdfast --verify`: are the promises kept? Has an installation that runs compare its books, or reads stores that no process is using.

mod at_rest;
mod report;
mod running;

use anyhow::bail;

use self::report::Report;
use crate::config::Config;

/// Prints the table. An error where a promise was broken, or could not be looked into.
pub(crate) async fn run(config: Config) -> anyhow::Result<()> {
    let report = match config.order.is_given() {
        true => running::check(&config).await?,
        false => at_rest::check(config).await?,
    };
    platform::say(report.to_string().trim_end())?;
    match report.violations() {
        0 => Ok(()),
        violations => bail!("promises were broken: {violations}"),
    }
}
