//! Steps of sagas: inbox, ledger, decisions, orders, timelines and outbox of all orders that have an event, in one transaction. Replies,
//! deadlines and retries all come through here.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use primitives::{ContentionRetry, MessageId, OrderId};
use tracing::Span;

use super::error::AdvanceError;
use super::order_steps::{OrderSteps, Rules, TakenStep};
use super::orders::Orders;
use super::saga_event::{Advanced, Arrival, SagaEvent};
use crate::domain::saga::{Ledger, LostSeat};
use crate::domain::{DecidedOrder, Order, OrderStatus, is_decision, is_undecided};
use crate::metrics;
use crate::store::{OrderStep, OrderTx, StoreError};

/// The orders that a unit of work is about.
type Steps = BTreeMap<OrderId, OrderSteps>;

impl Orders {
    pub async fn advance(&self, order: OrderId, event: SagaEvent) -> Result<Advanced, AdvanceError> {
        let arrival = Arrival { order, event, span: Span::current() };
        let advanced = self.advance_all(&[arrival]).await?;
        Ok(advanced.into_iter().next().unwrap_or(Advanced::Unchanged))
    }

    /// Says what became of each event, in their order. After an error any of them may have had its effect; it is safe to repeat all.
    ///
    /// Where another writer has changed one of the orders, or one of the seats, the events are worked on again on what that writer has left:
    /// in halves, so that one contended order does not hold up the others.
    pub async fn advance_all(&self, arrivals: &[Arrival]) -> Result<Vec<Advanced>, AdvanceError> {
        let mut advanced = Vec::with_capacity(arrivals.len());
        let mut retry = ContentionRetry::default();
        let mut waiting = vec![arrivals];
        while let Some(together) = waiting.pop() {
            match self.advance_together(together).await {
                Ok(done) => {
                    advanced.extend(done);
                    retry = ContentionRetry::default();
                }
                Err(AdvanceError::Store(StoreError::Contended(_) | StoreError::Conflict))
                    if together.len() > 1 =>
                {
                    let (first, second) = together.split_at(together.len() / 2);
                    waiting.extend([second, first]);
                    metrics::contended("advance");
                }
                Err(AdvanceError::Store(StoreError::Contended(_) | StoreError::Conflict))
                    if retry.again().await =>
                {
                    waiting.push(together);
                    metrics::contended("advance");
                }
                Err(error) => return Err(error),
            }
        }
        Ok(advanced)
    }

    /// In one transaction.
    async fn advance_together(&self, arrivals: &[Arrival]) -> Result<Vec<Advanced>, AdvanceError> {
        let rules = Rules { timeouts: &self.timeouts, ids: self.ids.as_ref(), now: self.clock.now() };
        let messages: Vec<MessageId> =
            arrivals.iter().filter_map(|arrival| arrival.event.message()).collect();
        let mut tx = self.store.begin().await?;
        let mut new = tx.mark_processed(&messages, rules.now).await?;
        let mut has_effect = !new.is_empty();
        // A message that comes twice in one batch is new once.
        let is_open = |event: &SagaEvent| event.message().is_none_or(|message| new.remove(&message));
        let open = arrivals.iter().map(|arrival| &arrival.event).map(is_open);
        let mut advanced: Vec<Option<Advanced>> =
            open.map(|is_open| (!is_open).then_some(Advanced::Duplicate)).collect();
        let mut steps = load(&mut tx, arrivals, &advanced).await?;
        loop {
            fold(&mut steps, arrivals, &mut advanced, rules)?;
            if !ask_ledger(&mut tx, &mut steps, rules).await? {
                break;
            }
        }
        has_effect |= write(&mut tx, &steps).await?;
        if has_effect {
            commit(tx, steps.values().flat_map(|steps| &steps.taken).any(|taken| taken.is_sale)).await?;
        }
        for OrderSteps { order, taken, .. } in steps.values() {
            taken.iter().for_each(|taken| taken.span.in_scope(|| self.report(order, taken)));
        }
        Ok(advanced.into_iter().flatten().collect())
    }

    /// For operators and for admission, once the step is durable.
    fn report(&self, order: &Order, TakenStep { before, after, .. }: &TakenStep) {
        let now = self.clock.now();
        if is_decision(before, after) {
            self.undecided.ended(order.id);
            self.backlog.decided(DecidedOrder { accepted: order.created, decided: now });
        }
        if is_undecided(before) && !is_undecided(after) {
            self.backlog.left();
        }
        if after.status() == OrderStatus::Confirmed && before.status() != OrderStatus::Confirmed {
            metrics::confirmed(now.since(order.created));
        }
        if after.is_settled() && !before.is_settled() {
            metrics::settled(after);
            tracing::info!(order.id = %order.id, state = after.name(), "order {} is settled", order.id);
        }
        if after.is_stuck() && !before.is_stuck() {
            tracing::error!(order.id = %order.id, state = ?after, "order {} is stuck and needs an operator", order.id);
        }
    }
}

/// The orders of all events that are still open.
async fn load(
    tx: &mut OrderTx,
    arrivals: &[Arrival],
    advanced: &[Option<Advanced>],
) -> Result<Steps, AdvanceError> {
    let open = || arrivals.iter().zip(advanced).filter(|(_, advanced)| advanced.is_none());
    let ids: BTreeSet<OrderId> = open().map(|(arrival, _)| arrival.order).collect();
    let timed = open().filter(|(arrival, _)| arrival.event == SagaEvent::Timer);
    let timed: Vec<OrderId> = timed.map(|(arrival, _)| arrival.order).collect();
    let unsent = tx.unsent(&timed).await?;
    let loaded = tx.load(&Vec::from_iter(ids)).await?;
    let steps = |(id, (order, progress))| (id, OrderSteps::new(order, progress, unsent.contains(&id)));
    Ok(loaded.into_iter().map(steps).collect())
}

/// Takes the open events in their order, up to those that wait for the ledger.
fn fold(
    steps: &mut Steps,
    arrivals: &[Arrival],
    advanced: &mut [Option<Advanced>],
    rules: Rules<'_>,
) -> Result<(), AdvanceError> {
    for (arrival, advanced) in arrivals.iter().zip(advanced).filter(|(_, advanced)| advanced.is_none()) {
        *advanced = match steps.get_mut(&arrival.order) {
            Some(steps) if steps.awaits_ledger() => None,
            Some(steps) => arrival.span.in_scope(|| steps.take(&arrival.event, rules))?,
            None => Some(arrival.span.in_scope(|| unknown_order(arrival.order))),
        };
    }
    Ok(())
}

fn unknown_order(order: OrderId) -> Advanced {
    metrics::unknown_order();
    tracing::warn!(order.id = %order, "dropped a message for order {order}, which is not in the records");
    Advanced::UnknownOrder
}

/// False: none waits for it. Each order that does takes a step with the answer, so this ends.
async fn ask_ledger(tx: &mut OrderTx, steps: &mut Steps, rules: Rules<'_>) -> Result<bool, AdvanceError> {
    let mut asking: Vec<&Order> =
        steps.values().filter(|steps| steps.awaits_ledger()).map(|steps| &steps.order).collect();
    if asking.is_empty() {
        return Ok(false);
    }
    // The oldest first, so that the seats of a pair that wants the same go to the one that was accepted first.
    asking.sort_unstable_by_key(|order| (order.created, order.id));
    let refused = tx.enter_buyers(&asking).await?;
    asking.retain(|order| !refused.contains(&order.id));
    let mut lost: HashMap<OrderId, Vec<LostSeat>> = tx.enter_sales(&asking, rules.now).await?;
    metrics::ledger_refused(lost.values().map(Vec::len).sum(), refused.len());
    for steps in steps.values_mut().filter(|steps| steps.awaits_ledger()) {
        steps.hear_ledger(match lost.remove(&steps.order.id) {
            _ if refused.contains(&steps.order.id) => Ledger::LimitReached,
            Some(lost) => Ledger::SoldToOthers(lost),
            None => Ledger::Sold,
        });
    }
    Ok(true)
}

/// False: there was nothing to write.
async fn write(tx: &mut OrderTx, steps: &Steps) -> Result<bool, AdvanceError> {
    let moved: Vec<OrderStep<'_>> = steps.values().filter_map(OrderSteps::as_step).collect();
    let messages: Vec<bus::Message> = steps.values().flat_map(|steps| &steps.messages).cloned().collect();
    tx.advance(&moved).await?;
    tx.enqueue(&messages).await?;
    Ok(!moved.is_empty())
}

/// The failpoints are on both sides of the pivot.
async fn commit(tx: OrderTx, sells: bool) -> Result<(), AdvanceError> {
    if sells {
        primitives::failpoint!("ledger.before_commit");
    }
    tx.commit().await?;
    if sells {
        primitives::failpoint!("ledger.after_commit");
    }
    Ok(())
}
