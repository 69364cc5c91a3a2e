//! One step of one saga: inbox, decision, ledger, order, timeline and outbox in one transaction. Replies, deadlines and repeated
//! commands all come through here.

use primitives::{ContentionRetry, MessageId, OrderId, Timestamp};
use tracing::{Instrument, Span, field, info_span};

use super::outgoing::Outgoing;
use super::{AdvanceError, Orders};
use crate::domain::saga::{self, Input, Ledger, State};
use crate::domain::{Change, Order, OrderStatus, Progress};
use crate::metrics;
use crate::ports::{OrderTx, StoreError};

/// What there is to tell a saga.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// A confirmation comes with [`Ledger::NotAsked`]: only the transaction that may sell asks the ledger.
    Reply { message: MessageId, input: Input },
    /// Its time may have come; whether it has, and for what, the record says.
    Time,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Advanced {
    To(State),
    /// A late answer, or a time that has not come.
    Unchanged,
    /// The message was heard before.
    Repeated,
    /// Nobody knows this order: its record was lost together with a database that was restored to an earlier time. There is no
    /// seat and no money to decide on, so it is noted and left.
    UnknownOrder,
}

impl Orders {
    /// Where others are advancing the same order, or stand in the way otherwise, all of it is done again on what they have left.
    pub async fn advance(&self, id: OrderId, news: News) -> Result<Advanced, AdvanceError> {
        let mut retry = ContentionRetry::default();
        loop {
            match self.advance_once(id, &news).await {
                Err(AdvanceError::Store(StoreError::Contended(_) | StoreError::Conflict))
                    if retry.again().await =>
                {
                    metrics::contended("advance");
                }
                advanced => return advanced,
            }
        }
    }

    async fn advance_once(&self, id: OrderId, news: &News) -> Result<Advanced, AdvanceError> {
        let now = self.clock.now();
        let mut tx = self.store.begin().await?;
        if let News::Reply { message, .. } = news
            && !tx.first_sight(*message, now).await?
        {
            return Ok(Advanced::Repeated);
        }
        let Some((order, progress)) = tx.load(id).await? else {
            metrics::unknown_order();
            tracing::warn!(order.id = %id, "ignored a message for order {id}, which is not in the records");
            return Ok(Advanced::UnknownOrder);
        };
        let input = match news {
            News::Reply { input, .. } => input.clone(),
            News::Time if progress.due.is_none_or(|due| due > now) => return Ok(Advanced::Unchanged),
            News::Time => self.pace.input(&progress.state, order.created, now),
        };
        let span = step_span(&order, &progress, &input);
        self.step(tx, &order, &progress, input, now).instrument(span).await
    }

    async fn step(
        &self,
        mut tx: Box<dyn OrderTx>,
        order: &Order,
        progress: &Progress,
        input: Input,
        now: Timestamp,
    ) -> Result<Advanced, AdvanceError> {
        let sells = matches!(input, Input::Confirmed(_)) && progress.state.may_sell();
        let input = if sells { Input::Confirmed(sell(tx.as_mut(), order, now).await?) } else { input };
        let transition = saga::on(&progress.state, &input);
        let Some(change) = progress.step(&input, &transition, &self.pace, order.created, now) else {
            Span::current().record("saga.outcome", "unchanged");
            tx.commit().await?;
            return Ok(Advanced::Unchanged);
        };
        Span::current().record("saga.outcome", change.progress.state.name());
        let outgoing = Outgoing { order, ids: self.ids.as_ref(), now };
        let messages = outgoing.messages(Some(&progress.state), &change.progress, &transition.commands)?;
        tx.advance(order, progress.version, &change).await?;
        for message in &messages {
            tx.enqueue(message).await?;
        }
        let sold = matches!(input, Input::Confirmed(Ledger::Sold));
        commit(tx, sold).await?;
        self.note(order, &progress.state, &change, now);
        Ok(Advanced::To(change.progress.state))
    }

    /// Tells operators, once the step is durable.
    fn note(&self, order: &Order, before: &State, change: &Change, now: Timestamp) {
        let after = &change.progress.state;
        if after.status() == OrderStatus::Confirmed && before.status() != OrderStatus::Confirmed {
            metrics::confirmed(now.since(order.created));
        }
        if after.is_settled() && !before.is_settled() {
            metrics::settled(after);
            self.backlog.settled();
            tracing::info!(order.id = %order.id, state = after.name(), "order {} is settled", order.id);
        }
        if after.is_stuck() && !before.is_stuck() {
            tracing::error!(order.id = %order.id, state = ?after, "order {} is stuck and needs a person", order.id);
        }
    }
}

/// The failpoints lie on both sides of the pivot.
async fn commit(tx: Box<dyn OrderTx>, sold: bool) -> Result<(), AdvanceError> {
    if sold {
        primitives::failpoint!("ledger.before_commit");
    }
    tx.commit().await?;
    if sold {
        primitives::failpoint!("ledger.after_commit");
    }
    Ok(())
}

async fn sell(tx: &mut dyn OrderTx, order: &Order, now: Timestamp) -> Result<Ledger, AdvanceError> {
    let lost = tx.enter_sale(order, now).await?;
    if lost.is_empty() {
        return Ok(Ledger::Sold);
    }
    metrics::lost_seats(lost.len());
    Ok(Ledger::SoldToOthers(lost))
}

/// A step belongs to the trace of its order, whatever woke it: a reply that carries the trace, a timer, or a restart.
fn step_span(order: &Order, progress: &Progress, input: &Input) -> Span {
    let span = info_span!(
        "saga step",
        order.id = %order.id,
        saga.step = progress.state.name(),
        saga.input = input_name(input),
        saga.attempt = progress.attempt,
        saga.outcome = field::Empty,
    );
    let root = order.traceparent.as_deref();
    if root.and_then(telemetry::trace_id_of) != Some(telemetry::current_trace_id().as_str()) {
        telemetry::in_trace(&span, root);
    }
    span
}

fn input_name(input: &Input) -> &'static str {
    match input {
        Input::Authorized => "AUTHORIZED",
        Input::Declined => "DECLINED",
        Input::Confirmed(_) => "CONFIRMED",
        Input::ConfirmRefused => "CONFIRM_REFUSED",
        Input::Released => "RELEASED",
        Input::Corrected => "CORRECTED",
        Input::Captured => "CAPTURED",
        Input::CaptureRefused => "CAPTURE_REFUSED",
        Input::Voided => "VOIDED",
        Input::VoidRefused => "VOID_REFUSED",
        Input::DeadlinePassed => "DEADLINE_PASSED",
        Input::ResendDue => "RESEND_DUE",
    }
}
