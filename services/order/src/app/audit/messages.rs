//! Whether messages are sent, outbox by outbox.

use std::time::Duration;

use bus::OutboxPosition;

use super::books::{Audit, AuditError, PAGE};
use super::pages::{AuditPage, Findings};
use crate::domain::promises::{OutboxMessage, Promise, Sender, of_messages, of_oldest_message};

const SENT_WITHIN: Duration = Duration::from_secs(30);

impl Audit {
    pub(super) async fn own_messages(&self, from: Option<&OutboxPosition>) -> Result<Findings, AuditError> {
        let messages = self.own.messages(from, PAGE).await?;
        let next = last_of_full(&messages).map(|last| AuditPage::Messages { from: Some(last) });
        Ok(self.in_order(Sender::Order, &messages, next.unwrap_or(AuditPage::PaymentMessages { from: None })))
    }

    pub(super) async fn payment_messages(
        &self,
        from: Option<&OutboxPosition>,
    ) -> Result<Findings, AuditError> {
        let messages = self.others.payment_messages(from, PAGE).await?;
        let next = last_of_full(&messages).map(|last| AuditPage::PaymentMessages { from: Some(last) });
        Ok(self.in_order(Sender::Payment, &messages, next.unwrap_or(AuditPage::SeatMessages)))
    }

    fn in_order(&self, sender: Sender, messages: &[OutboxMessage], next: AuditPage) -> Findings {
        let breaches = of_messages(sender, messages, self.clock.now(), SENT_WITHIN);
        Findings::new(next, [Promise::MessagesInOrder], messages.len(), breaches)
    }

    pub(super) async fn seat_messages(&self) -> Result<Findings, AuditError> {
        let oldest = self.others.oldest_seat_message().await?;
        let breach = of_oldest_message(Sender::Seats, oldest, self.clock.now(), SENT_WITHIN);
        let (next, things) = (AuditPage::Seats { event: None, after: None }, usize::from(oldest.is_some()));
        Ok(Findings::new(next, [Promise::MessagesInOrder], things, breach.into_iter().collect()))
    }
}

/// The last message of a page is the first of the next one, so that what comes after it is compared with it.
fn last_of_full(messages: &[OutboxMessage]) -> Option<OutboxPosition> {
    let last = messages.last().filter(|_| messages.len() == PAGE as usize)?;
    Some(OutboxPosition { key: last.key.clone(), number: last.number })
}
