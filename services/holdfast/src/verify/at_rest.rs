//! The stores themselves are read. Nobody serves a map then, so that one promise is not looked into. Nor does time pass there: what
//! was held when everything stopped has not lapsed, and what was under way is not late.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use anyhow::Context;
use contracts::internal::order::VerifiedBody;
use order::app::audit::{Audit, AuditPage};
use platform::ProcessContext;
use primitives::{Clock, Timestamp};
use tokio::time::Instant;

use super::Report;
use crate::assemble;
use crate::config::Config;
use crate::stores::Stores;

/// Before everything that was ever written down.
struct Standstill;

impl Clock for Standstill {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(0)
    }
}

pub(super) async fn check(mut config: Config) -> anyhow::Result<Report> {
    // It serves nobody, and another process may have the usual address.
    config.basics.http.listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    config.basics.internal_listen = None;
    let mut ground = ProcessContext::prepare(&config.basics)?;
    ground.clock = Arc::new(Standstill);
    let stores = Stores::open(&config.data, &config.engines, &ground).await;
    let stores = stores.context(
        "the books cannot be opened; a process that runs compares its own: ask it with --order-url",
    )?;
    let audit = assemble::audit(&config.services, &stores, &ground);
    read(&audit).await
}

async fn read(audit: &Audit) -> anyhow::Result<Report> {
    let (mut report, mut next) = (Report::default(), Some(AuditPage::FIRST));
    while let Some(page) = next.filter(|page| !matches!(page, AuditPage::Maps { .. })) {
        let began = Instant::now();
        let found = audit.check(&page).await?;
        next = found.next.clone();
        let took_us = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
        report.add(VerifiedBody { took_us, ..found.into() });
    }
    Ok(report)
}
