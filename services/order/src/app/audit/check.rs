//! One page of the audit, whichever it is.

use tokio::time::sleep;

use super::books::{Audit, AuditError};
use super::pages::{AuditPage, Findings};

impl Audit {
    /// Checks one page, and says which one comes next; none after the last one.
    pub async fn check(&self, page: &AuditPage) -> Result<Findings, AuditError> {
        let mut findings = self.check_once(page).await?;
        if !findings.breaches.is_empty() && !findings.is_certain {
            sleep(self.recheck_after).await;
            let again = self.check_once(page).await?.breaches;
            findings.breaches = again
                .into_iter()
                .filter(|breach| findings.breaches.iter().any(|first| first.is_about_the_same_as(breach)))
                .collect();
        }
        Ok(findings)
    }

    async fn check_once(&self, page: &AuditPage) -> Result<Findings, AuditError> {
        match page {
            AuditPage::Orders { after } => self.orders(*after).await,
            AuditPage::Keys { after } => self.keys(after.as_deref()).await,
            AuditPage::Messages { from } => self.own_messages(from.as_ref()).await,
            AuditPage::PaymentMessages { from } => self.payment_messages(from.as_ref()).await,
            AuditPage::SeatMessages => self.seat_messages().await,
            AuditPage::Seats { event, after } => self.seats(*event, *after).await,
            AuditPage::Lines { after } => self.line(*after).await,
            AuditPage::Maps { event } => self.map(*event).await,
            AuditPage::Pools { event } => self.pools(*event).await,
        }
    }
}
