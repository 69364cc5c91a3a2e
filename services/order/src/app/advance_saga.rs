//! One step of one saga: inbox, ledger, decision, order, timeline and outbox in one transaction. Replies, deadlines and retries all come
//! through here.

use primitives::{ContentionRetry, MessageId, OrderId, Timestamp};
use tracing::{Instrument, Span, field, info_span};

use super::error::AdvanceError;
use super::orders::Orders;
use super::outgoing::Outgoing;
use crate::domain::saga::{self, Input, Ledger, State};
use crate::domain::{Order, OrderStatus, Progress, ProgressChange};
use crate::metrics;
use crate::store::{OrderTx, StoreError};

/// What makes a saga take a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SagaEvent {
    /// Reservation has confirmed the seats. Whether that is a sale, the ledger decides in the transaction of the step.
    SeatsConfirmed { message: MessageId },
    /// Any other reply is the saga's input as it stands.
    Reply { message: MessageId, input: Input },
    /// The order may be due; whether it is, and for what, the record says.
    Timer,
}

/// What became of the event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Advanced {
    To(State),
    /// A late reply, or a timer that came too early.
    Unchanged,
    /// The message was handled before.
    Duplicate,
    /// The order is not in the records: it was lost together with a database that was restored to an earlier time. There is no seat and no
    /// money to decide on, so the message is logged and dropped.
    UnknownOrder,
}

impl SagaEvent {
    fn message(&self) -> Option<MessageId> {
        match self {
            Self::SeatsConfirmed { message } | Self::Reply { message, .. } => Some(*message),
            Self::Timer => None,
        }
    }
}

impl Orders {
    /// On contention the whole step is retried on what the other writer has left.
    pub async fn advance(&self, id: OrderId, event: SagaEvent) -> Result<Advanced, AdvanceError> {
        let mut retry = ContentionRetry::default();
        loop {
            match self.advance_once(id, &event).await {
                Err(AdvanceError::Store(StoreError::Contended(_) | StoreError::Conflict))
                    if retry.again().await =>
                {
                    metrics::contended("advance");
                }
                advanced => return advanced,
            }
        }
    }

    async fn advance_once(&self, id: OrderId, event: &SagaEvent) -> Result<Advanced, AdvanceError> {
        let now = self.clock.now();
        let mut tx = self.store.begin().await?;
        if let Some(message) = event.message()
            && !tx.mark_processed(message, now).await?
        {
            return Ok(Advanced::Duplicate);
        }
        let Some((order, progress)) = tx.load(id).await? else {
            metrics::unknown_order();
            tracing::warn!(order.id = %id, "dropped a message for order {id}, which is not in the records");
            return Ok(Advanced::UnknownOrder);
        };
        if *event == SagaEvent::Timer && progress.due.is_none_or(|due| due > now) {
            return Ok(Advanced::Unchanged);
        }
        let span = step_span(&order, &progress);
        self.step(tx, &order, &progress, event, now).instrument(span).await
    }

    async fn step(
        &self,
        mut tx: OrderTx,
        order: &Order,
        progress: &Progress,
        event: &SagaEvent,
        now: Timestamp,
    ) -> Result<Advanced, AdvanceError> {
        let input = match event {
            SagaEvent::SeatsConfirmed { .. } => {
                Input::Confirmed(ask_ledger(&mut tx, order, &progress.state, now).await?)
            }
            SagaEvent::Reply { input, .. } => input.clone(),
            SagaEvent::Timer => self.timeouts.input(&progress.state, order.created, now),
        };
        Span::current().record("saga.input", input_name(&input));
        let transition = saga::on(&progress.state, &input);
        let Some(change) = progress.step(&input, &transition, &self.timeouts, order.created, now) else {
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
        let sells = matches!(input, Input::Confirmed(Ledger::Sold));
        commit(tx, sells).await?;
        self.report(order, &progress.state, &change, now);
        Ok(Advanced::To(change.progress.state))
    }

    /// For operators, once the step is durable.
    fn report(&self, order: &Order, before: &State, change: &ProgressChange, now: Timestamp) {
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
            tracing::error!(order.id = %order.id, state = ?after, "order {} is stuck and needs an operator", order.id);
        }
    }
}

/// Only a state that may sell enters the sale; in any other the confirmation comes too late.
async fn ask_ledger(
    tx: &mut OrderTx,
    order: &Order,
    state: &State,
    now: Timestamp,
) -> Result<Ledger, AdvanceError> {
    if !state.may_sell() {
        return Ok(Ledger::NotAsked);
    }
    let lost = tx.enter_sale(order, now).await?;
    if lost.is_empty() {
        return Ok(Ledger::Sold);
    }
    metrics::lost_seats(lost.len());
    Ok(Ledger::SoldToOthers(lost))
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

/// A step belongs to the trace of its order, whatever triggered it: a reply that carries the trace, a timer, or a restart.
fn step_span(order: &Order, progress: &Progress) -> Span {
    let span = info_span!(
        "saga step",
        order.id = %order.id,
        saga.step = progress.state.name(),
        saga.input = field::Empty,
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
