//! One client of `/ws`: what it gets, and what it may say.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use contracts::http::socket::{SaleMessage, SaleRequest, WatchedOrder};
use futures::stream::BoxStream;
use futures::{StreamExt, stream};
use primitives::HoldId;
use server::HoldProofs;
use server::ws::{self, Close, Conversation, Frame};
use tokio::time::Sleep;

use super::queue_watch::{NoSuchPlace, QueueWatch};
use super::sale_door::SaleDoor;
use crate::domain::PlaceStanding;
use crate::live::{OrderUpdate, OrderUpdates, OrderWatch, SaleCursor, SaleFeed, WatchedStatus};

/// Clocks are compared again at least this often, and at most that often.
const OPENING_CHECKED_EVERY: Duration = Duration::from_secs(60);
const OPENING_CHECKED_AFTER: Duration = Duration::from_millis(10);

/// The whole state of one client.
pub(super) struct SaleWatcher {
    feed: Arc<SaleFeed>,
    cursor: SaleCursor,
    /// Nothing of the sale was left to read, and nothing has woken this since.
    is_current: bool,
    wake: BoxStream<'static, ()>,
    /// Until the sale opens.
    opening: Option<Pin<Box<Sleep>>>,
    proofs: HoldProofs,
    orders: OrderWatch,
    door: Arc<SaleDoor>,
    /// Most clients watch no place, and have none.
    queue: Option<Box<QueueWatch>>,
}

impl SaleWatcher {
    pub(super) fn new(
        feed: Arc<SaleFeed>,
        orders: &Arc<OrderUpdates>,
        door: Arc<SaleDoor>,
        proofs: HoldProofs,
    ) -> Self {
        let wake = stream::unfold(feed.wake(), |mut wake| async {
            wake.changed().await.ok()?;
            Some(((), wake))
        });
        Self {
            opening: until_it_opens(&feed),
            feed,
            cursor: SaleCursor::default(),
            is_current: false,
            wake: wake.boxed(),
            proofs,
            orders: OrderWatch::new(orders.clone()),
            door,
            queue: None,
        }
    }

    /// A new watcher has room for one.
    pub(super) fn begin_with(&mut self, hold: HoldId) {
        self.orders.watch(hold);
    }

    fn watch(&mut self, hold_token: Option<&str>, ticket: Option<String>) -> Result<(), Close> {
        if hold_token.is_none() && ticket.is_none() {
            return Err(Close::invalid("a watch names a hold token or a ticket"));
        }
        if let Some(token) = hold_token {
            self.watch_hold(token)?;
        }
        if let Some(ticket) = ticket {
            let event = self.feed.map().plan().event();
            self.queue.get_or_insert_default().watch(self.door.places.clone(), event, ticket);
        }
        Ok(())
    }

    fn watch_hold(&mut self, token: &str) -> Result<(), Close> {
        let hold = self.proofs.proven(token).ok_or(Close::policy("the hold token is not genuine"))?;
        let has_room = self.orders.watch(hold);
        has_room.then_some(()).ok_or(Close::policy("too many holds are watched"))
    }

    /// The buyer's own orders come first, then the sale and its stock, and the place in a line last.
    fn next(&mut self, context: &mut Context<'_>) -> Result<Option<Frame>, Close> {
        let update = self.orders.take(context).map_err(|_| {
            ws::dropped("order.update", 1);
            Close::try_again("orders may have changed unseen, please open the socket again")
        })?;
        if let Some(OrderUpdate { order, status }) = update {
            let (order_id, status) = (*order.as_uuid(), status.into());
            let message = |seq| SaleMessage::OrderUpdate { seq, order_id, status };
            return Ok(Some(self.feed.private(&mut self.cursor, message)));
        }
        if !self.is_current {
            if let Some(frame) = self.feed.read(&mut self.cursor) {
                return Ok(Some(frame));
            }
            self.is_current = true;
        }
        let Some(queue) = &mut self.queue else { return Ok(None) };
        match queue.poll_standing(context) {
            Poll::Ready(Ok(standing)) => Ok(Some(self.queue_update(standing))),
            Poll::Ready(Err(NoSuchPlace)) => Err(Close::policy("the ticket is of no place in this line")),
            Poll::Pending => Ok(None),
        }
    }

    fn queue_update(&mut self, PlaceStanding { state, position, wait }: PlaceStanding) -> Frame {
        let (state, estimate_sec) = (state.into(), wait.as_secs());
        let message = |seq| SaleMessage::QueueUpdate { seq, position, estimate_sec, state };
        self.feed.private(&mut self.cursor, message)
    }

    /// Ready when there may be something new of the sale. None: there never will be.
    fn poll_wake(&mut self, context: &mut Context<'_>) -> Poll<Option<()>> {
        if let Some(opening) = &mut self.opening
            && opening.as_mut().poll(context).is_ready()
        {
            self.opening = until_it_opens(&self.feed);
            return Poll::Ready(Some(()));
        }
        self.wake.poll_next_unpin(context)
    }
}

impl Conversation for SaleWatcher {
    fn hear(&mut self, text: &str) -> Result<&'static str, Close> {
        let request: SaleRequest =
            serde_json::from_str(text).map_err(|_| Close::invalid("not a message of this protocol"))?;
        let kind = request.kind();
        match request {
            SaleRequest::Ping {} => {
                self.cursor.rewind();
                self.is_current = false;
            }
            SaleRequest::Ack { seq } if seq > self.cursor.sent => {
                return Err(Close::policy("this seq was never sent"));
            }
            SaleRequest::Ack { .. } => {}
            SaleRequest::Watch { hold_token, ticket } => self.watch(hold_token.as_deref(), ticket)?,
        }
        Ok(kind)
    }

    fn poll_frame(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Frame, Close>>> {
        loop {
            let is_over = self.feed.is_over();
            // Its last word was not read then.
            self.is_current &= !is_over;
            if let Some(next) = self.next(context).transpose() {
                return Poll::Ready(Some(next));
            }
            if is_over {
                return Poll::Ready(None);
            }
            if ready!(self.poll_wake(context)).is_none() {
                return Poll::Ready(None);
            }
            self.is_current = false;
        }
    }
}

fn until_it_opens(feed: &SaleFeed) -> Option<Pin<Box<Sleep>>> {
    let left = feed.opens_in()?.clamp(OPENING_CHECKED_AFTER, OPENING_CHECKED_EVERY);
    Some(Box::pin(tokio::time::sleep(left)))
}

impl From<WatchedStatus> for WatchedOrder {
    fn from(status: WatchedStatus) -> Self {
        match status {
            WatchedStatus::Hold => Self::Hold,
            WatchedStatus::Paid => Self::Paid,
            WatchedStatus::Expired => Self::Expired,
            WatchedStatus::Cancelled => Self::Cancelled,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_that_only_waits_takes_little() {
        assert!(size_of::<SaleWatcher>() <= 13 * size_of::<u64>(), "{}", size_of::<SaleWatcher>());
    }
}
