//! What one order does in one unit of work: its events go through the table in their order, in memory.

use primitives::{IdSource, Timestamp};
use tracing::{Span, field, info_span};

use super::error::AdvanceError;
use super::outgoing::Outgoing;
use super::saga_event::{Advanced, SagaEvent};
use crate::domain::saga::{self, Input, Ledger, State};
use crate::domain::{Order, Progress, ProgressChange, SagaTimeouts};
use crate::store::OrderStep;

/// What steps are decided with.
#[derive(Clone, Copy)]
pub(super) struct Rules<'a> {
    pub(super) timeouts: &'a SagaTimeouts,
    pub(super) ids: &'a dyn IdSource,
    pub(super) now: Timestamp,
}

pub(super) struct OrderSteps {
    pub(super) order: Order,
    from: Progress,
    to: ProgressChange,
    /// The commands and events of all steps, in their order.
    pub(super) messages: Vec<bus::Message>,
    pub(super) taken: Vec<TakenStep>,
    /// Earlier messages of the order have not left the outbox.
    has_unsent: bool,
    ledger: LedgerAnswer,
}

/// A step that will be reported once it is durable.
pub(super) struct TakenStep {
    pub(super) span: Span,
    pub(super) before: State,
    pub(super) after: State,
    pub(super) is_sale: bool,
}

enum LedgerAnswer {
    NotAsked,
    /// The next step waits for it, and so do those behind it.
    Awaited,
    Given(Ledger),
}

impl OrderSteps {
    pub(super) fn new(order: Order, progress: Progress, has_unsent: bool) -> Self {
        let to = ProgressChange { progress: progress.clone(), entries: Vec::new() };
        Self {
            order,
            from: progress,
            to,
            messages: Vec::new(),
            taken: Vec::new(),
            has_unsent,
            ledger: LedgerAnswer::NotAsked,
        }
    }

    pub(super) fn awaits_ledger(&self) -> bool {
        matches!(self.ledger, LedgerAnswer::Awaited)
    }

    pub(super) fn hear_ledger(&mut self, answer: Ledger) {
        self.ledger = LedgerAnswer::Given(answer);
    }

    /// What is to be written; none if no event has changed anything.
    pub(super) fn as_step(&self) -> Option<OrderStep<'_>> {
        let is_moved = self.to.progress.version != self.from.version;
        is_moved.then_some(OrderStep { order: &self.order, from: &self.from, to: &self.to })
    }

    /// None: the ledger has to be asked first.
    pub(super) fn take(
        &mut self,
        event: &SagaEvent,
        rules: Rules<'_>,
    ) -> Result<Option<Advanced>, AdvanceError> {
        let progress = &self.to.progress;
        if *event == SagaEvent::Timer && progress.due.is_none_or(|due| due > rules.now) {
            return Ok(Some(Advanced::Unchanged));
        }
        let Some(input) = self.input(event, rules) else { return Ok(None) };
        if input == Input::ResendDue && self.has_unsent {
            return Ok(Some(Advanced::NotSentYet));
        }
        let span = step_span(&self.order, &self.to.progress);
        span.record("saga.input", input_name(&input));
        span.clone().in_scope(|| self.step(&input, span, rules)).map(Some)
    }

    /// Only a state that may sell enters the sale; in any other the confirmation comes too late.
    fn input(&mut self, event: &SagaEvent, rules: Rules<'_>) -> Option<Input> {
        let state = &self.to.progress.state;
        match event {
            SagaEvent::SeatsConfirmed { .. } if !state.may_sell() => Some(Input::Confirmed(Ledger::NotAsked)),
            SagaEvent::SeatsConfirmed { .. } => {
                let answer = std::mem::replace(&mut self.ledger, LedgerAnswer::Awaited);
                let LedgerAnswer::Given(ledger) = answer else { return None };
                self.ledger = LedgerAnswer::NotAsked;
                Some(Input::Confirmed(ledger))
            }
            SagaEvent::Reply { input, .. } => Some(input.clone()),
            SagaEvent::CancelRequested => Some(Input::CancelRequested),
            SagaEvent::Timer => Some(rules.timeouts.input(state, self.order.created, rules.now)),
        }
    }

    fn step(&mut self, input: &Input, span: Span, rules: Rules<'_>) -> Result<Advanced, AdvanceError> {
        let Rules { timeouts, ids, now } = rules;
        let before = &self.to.progress;
        let transition = saga::on(&before.state, input);
        let Some(change) = before.step(input, &transition, timeouts, self.order.created, now) else {
            span.record("saga.outcome", "unchanged");
            return Ok(Advanced::Unchanged);
        };
        span.record("saga.outcome", change.progress.state.name());
        let outgoing = Outgoing { order: &self.order, ids, now };
        let messages = outgoing.messages(Some(&before.state), &change.progress, &transition.commands)?;
        let is_sale = matches!(input, Input::Confirmed(Ledger::Sold));
        let (before, after) = (before.state.clone(), change.progress.state.clone());
        self.messages.extend(messages);
        self.to.entries.extend(change.entries);
        self.to.progress = change.progress;
        self.taken.push(TakenStep { span, before, after: after.clone(), is_sale });
        Ok(Advanced::To(after))
    }
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
        Input::CancelRequested => "CANCEL_REQUESTED",
    }
}
