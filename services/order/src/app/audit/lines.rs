//! What the waiting room says of its lines, and who holds seats behind them.

use primitives::EventId;

use super::books::{Audit, AuditError, PAGE};
use super::pages::{AuditPage, Findings};
use crate::domain::promises::{Breach, LineReport, Promise};

impl Audit {
    pub(super) async fn line(&self, after: Option<EventId>) -> Result<Findings, AuditError> {
        let Some(found) = self.others.line_behind(after).await? else {
            return Ok(Findings::new(AuditPage::Maps { event: None }, [], 0, Vec::new()));
        };
        let next = AuditPage::Lines { after: Some(found.event) };
        let (guarded, breaches) = self.holds_behind(&found).await?;
        let mut findings = Findings::new(next, [Promise::HoldsAreAdmitted], guarded, found.breaches);
        findings.checked.extend(found.checked);
        findings.breaches.extend(breaches);
        Ok(findings)
    }

    /// How many of them need an admission, and those without. A hold that is younger than the report is looked at again.
    async fn holds_behind(&self, line: &LineReport) -> Result<(usize, Vec<Breach>), AuditError> {
        let (mut guarded, mut breaches, mut after) = (0, Vec::new(), None);
        if line.recorded_since.is_none() {
            return Ok((guarded, breaches));
        }
        loop {
            let page = self.others.seats(line.event, after, PAGE).await?;
            guarded += line.guarded(&page).count();
            breaches.extend(line.of_holds(&page));
            match page.last().filter(|_| page.len() == PAGE as usize) {
                Some(last) => after = Some(last.seat),
                None => return Ok((guarded, breaches)),
            }
        }
    }
}
