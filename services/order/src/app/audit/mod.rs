//! Whether the promises are kept: the books are compared page by page, one after the other, for as long as anybody asks.
//!
//! Nothing is locked, so that two books may be read at two moments. What looks wrong is therefore looked at again after a while, and
//! is a breach only if it is wrong still.

mod events;
mod messages;
mod pages;

use std::sync::Arc;
use std::time::Duration;

use primitives::{Clock, OrderId};
use tokio::time::sleep;

use crate::domain::Pace;
use crate::domain::promises::{Breach, Promise, of_key, of_order, of_payment};
use crate::ports::{OtherBooks, OwnBooks, StoreError, Unanswered};

pub use pages::{Found, Page};

/// How much of a book is read at a time.
const PAGE: u32 = 500;
/// What is under way has moved on by then, as far as it can.
const LOOK_AGAIN_AFTER: Duration = Duration::from_secs(2);
/// How long after its deadlines an order may still be under way.
const ORDER_GRACE: Duration = Duration::from_secs(30);
/// More payments than this belong to a page of orders only if something is very wrong, and then the first say so.
const PAYMENTS: u32 = 2 * PAGE;

#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    #[error(transparent)]
    Own(#[from] StoreError),
    #[error(transparent)]
    Other(#[from] Unanswered),
}

/// Reads everything and changes nothing.
pub struct Audit {
    own: Arc<dyn OwnBooks>,
    others: Arc<dyn OtherBooks>,
    clock: Arc<dyn Clock>,
    pace: Pace,
    again_after: Duration,
}

impl Audit {
    #[must_use]
    pub fn new(
        own: Arc<dyn OwnBooks>,
        others: Arc<dyn OtherBooks>,
        clock: Arc<dyn Clock>,
        pace: Pace,
    ) -> Self {
        Self { own, others, clock, pace, again_after: LOOK_AGAIN_AFTER }
    }

    /// For whoever knows that nothing is under way.
    #[must_use]
    pub fn looking_again_after(self, again_after: Duration) -> Self {
        Self { again_after, ..self }
    }

    /// Checks one page, and says which one comes next; after the last one there is none.
    pub async fn check(&self, page: &Page) -> Result<Found, AuditError> {
        let mut found = self.look(page).await?;
        if !found.breaches.is_empty() && !found.is_certain {
            sleep(self.again_after).await;
            let again = self.look(page).await?.breaches;
            found.breaches = again
                .into_iter()
                .filter(|breach| found.breaches.iter().any(|first| first.is_about_the_same_as(breach)))
                .collect();
        }
        Ok(found)
    }

    async fn look(&self, page: &Page) -> Result<Found, AuditError> {
        match page {
            Page::Orders { after } => self.orders(*after).await,
            Page::Keys { after } => self.keys(after.as_deref()).await,
            Page::Messages { from } => self.own_messages(from.as_ref()).await,
            Page::PaymentMessages { from } => self.payment_messages(from.as_ref()).await,
            Page::SeatMessages => self.seat_messages().await,
            Page::Seats { event, after } => self.seats(*event, *after).await,
            Page::Maps { event } => self.map(*event).await,
        }
    }

    /// The orders first and the payments second: what is taken for an order that has ended was taken before it ended.
    async fn orders(&self, after: Option<OrderId>) -> Result<Found, AuditError> {
        let accounts = self.own.accounts(after, PAGE).await?;
        let is_last = accounts.len() < PAGE as usize;
        let last = accounts.last().map(|account| account.order.id);
        let up_to = if is_last { None } else { last };
        let payments = self.others.payments(after, up_to, PAYMENTS).await?;
        let ends_within = self.pace.confirm + ORDER_GRACE;
        let now = self.clock.now();
        let mut breaches: Vec<Breach> = Vec::new();
        let mut unknown = payments.iter().collect::<Vec<_>>();
        for account in &accounts {
            let payment = payments.binary_search_by_key(&account.order.id, |payment| payment.order);
            let payment = payment.ok().and_then(|index| payments.get(index));
            unknown.retain(|other| other.order != account.order.id);
            breaches.extend(of_order(account, payment, now, ends_within));
        }
        breaches.extend(unknown.into_iter().map(of_payment));
        let next = match up_to {
            Some(last) => Page::Orders { after: Some(last) },
            None => Page::Keys { after: None },
        };
        let checked = [Promise::BooksAgree, Promise::OrdersEnd, Promise::MoneyFollows];
        Ok(Found::new(next, checked, accounts.len(), breaches))
    }

    async fn keys(&self, after: Option<&str>) -> Result<Found, AuditError> {
        let keys = self.own.keys(after, PAGE).await?;
        let next = match keys.last() {
            Some(last) if keys.len() == PAGE as usize => Page::Keys { after: Some(last.digest.clone()) },
            _ => Page::Messages { from: None },
        };
        let breaches = keys.iter().filter_map(of_key).collect();
        Ok(Found::new(next, [Promise::OneOrderAKey], keys.len(), breaches))
    }
}
