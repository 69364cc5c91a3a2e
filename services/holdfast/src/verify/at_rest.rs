//! The stores themselves are read. No process serves a map then, so that promise is not checked. Nor does time pass: what was held when
//! everything stopped has not lapsed, and what was under way is not late.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use anyhow::Context;
use contracts::api::order::{PageBody, VerifyQuery};
use platform::ProcessContext;
use primitives::{Clock, Timestamp};

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
    let order = assemble::order(&config.services, &stores, &ground);
    let (mut report, mut page) = (Report::default(), None);
    loop {
        let mut checked = order.verify(VerifyQuery { page }).await.context("the books cannot be read")?;
        page = checked.next.take();
        report.add(checked);
        if matches!(page, None | Some(PageBody::Maps { .. })) {
            return Ok(report);
        }
    }
}
