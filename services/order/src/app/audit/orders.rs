//! What the books say of orders and of idempotency keys.

use std::time::Duration;

use primitives::OrderId;

use super::books::{Audit, AuditError, PAGE};
use super::pages::{AuditPage, Findings};
use crate::domain::promises::{Breach, Promise, of_key, of_order, of_payment};

/// How long after its deadlines an order may still be under way.
const ORDER_GRACE: Duration = Duration::from_secs(30);
/// A page of orders has more payments than this only if something is very wrong, and then the first of them show it.
const PAYMENTS: u32 = 2 * PAGE;

impl Audit {
    /// The orders first and the payments second: what was captured for an order that has ended was captured before it ended.
    pub(super) async fn orders(&self, after: Option<OrderId>) -> Result<Findings, AuditError> {
        let accounts = self.own.accounts(after, PAGE).await?;
        let is_last = accounts.len() < PAGE as usize;
        let last = accounts.last().map(|account| account.order.id);
        let up_to = if is_last { None } else { last };
        let payments = self.others.payments(after, up_to, PAYMENTS).await?;
        let ends_within = self.timeouts.confirm + ORDER_GRACE;
        let now = self.clock.now();
        let mut breaches: Vec<Breach> = Vec::new();
        let mut unknown = payments.iter().collect::<Vec<_>>();
        for account in &accounts {
            let payment = payments.binary_search_by_key(&account.order.id, |payment| payment.order);
            let payment = payment.ok().and_then(|index| payments.get(index));
            unknown.retain(|other| other.order != account.order.id);
            breaches.extend(of_order(account, payment, now, ends_within));
        }
        breaches.extend(unknown.into_iter().filter_map(of_payment));
        let next = match up_to {
            Some(last) => AuditPage::Orders { after: Some(last) },
            None => AuditPage::Keys { after: None },
        };
        let checked =
            [Promise::BooksAgree, Promise::OrdersEnd, Promise::MoneyFollows, Promise::BuyersAreLimited];
        Ok(Findings::new(next, checked, accounts.len(), breaches))
    }

    pub(super) async fn keys(&self, after: Option<&str>) -> Result<Findings, AuditError> {
        let keys = self.own.keys(after, PAGE).await?;
        let next = match keys.last() {
            Some(last) if keys.len() == PAGE as usize => AuditPage::Keys { after: Some(last.digest.clone()) },
            _ => AuditPage::Messages { from: None },
        };
        let breaches = keys.iter().filter_map(of_key).collect();
        Ok(Findings::new(next, [Promise::OneOrderAKey], keys.len(), breaches))
    }
}
