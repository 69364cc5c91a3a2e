//! Handling commands of order: recorded and replied to in one transaction, which is all that the consumer waits for.

use std::slice;

use primitives::{MessageId, OrderId};
use tracing::Span;

use super::contention::redo_contended;
use super::error::PaymentError;
use super::payment_batch::PaymentBatch;
use super::payments::Payments;
use super::provider_queue::ProviderWork;
use super::reply;
use crate::domain::{Charge, Operation, OperationReply, Payment, on_operation};
use crate::metrics;

/// An operation with what it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Instruction {
    Authorize(Charge),
    Capture,
    Void,
}

#[derive(Debug, Clone)]
pub struct IncomingCommand {
    pub message: MessageId,
    pub order: OrderId,
    pub instruction: Instruction,
    /// In which the command is handled, and its reply is created.
    pub span: Span,
}

impl Instruction {
    fn operation(&self) -> Operation {
        match self {
            Self::Authorize(_) => Operation::Authorize,
            Self::Capture => Operation::Capture,
            Self::Void => Operation::Void,
        }
    }

    fn charge(&self) -> Option<&Charge> {
        match self {
            Self::Authorize(charge) => Some(charge),
            Self::Capture | Self::Void => None,
        }
    }
}

impl Payments {
    /// Never waits for the provider. All commands are one unit of work, those of one order in their order. A message that was handled before is
    /// skipped: its reply is in the outbox already. On contention nothing is left of it, and each command becomes a unit of work of its
    /// own, which is redone on what the other writer has left.
    pub async fn handle(&self, commands: &[IncomingCommand]) -> Result<(), PaymentError> {
        if commands.len() > 1 {
            match self.handle_together(commands).await {
                Err(error) if error.is_contended() => {}
                handled => return handled,
            }
        }
        for command in commands {
            redo_contended(|| self.handle_together(slice::from_ref(command))).await?;
        }
        Ok(())
    }

    async fn handle_together(&self, commands: &[IncomingCommand]) -> Result<(), PaymentError> {
        let now = self.clock.now();
        let mut tx = self.store.begin().await?;
        let messages: Vec<MessageId> = commands.iter().map(|command| command.message).collect();
        let mut unseen = tx.mark_processed(&messages, now).await?;
        let (new, repeated): (Vec<&IncomingCommand>, Vec<_>) =
            commands.iter().partition(|command| unseen.remove(&command.message));
        if !new.is_empty() {
            let mut batch =
                PaymentBatch::load(&mut tx, new.iter().map(|command| command.order).collect()).await?;
            for command in &new {
                if let Some(reply) = decide(&mut batch, command) {
                    let compose = || reply::compose(command.message, command.order, reply, now);
                    batch.reply(command.span.in_scope(compose)?);
                }
            }
            let changed = batch.commit(tx, now, self.lease_end(now)).await?;
            self.notify_dispatcher(changed);
        }
        new.iter().for_each(|command| metrics::command(command.instruction.operation(), "handled"));
        repeated.iter().for_each(|command| metrics::command(command.instruction.operation(), "repeated"));
        Ok(())
    }

    /// A changed payment may have an outstanding call, or another one than the call that is in flight for it.
    fn notify_dispatcher(&self, changed: Vec<Payment>) {
        for payment in
            changed.into_iter().filter(|payment| payment.authorization.outstanding_call().is_some())
        {
            self.queue.push(ProviderWork { order: payment.order, known: Some(payment) });
        }
    }
}

/// Changes the payment as the command asks, and gives the reply, if there is one already.
fn decide(batch: &mut PaymentBatch, command: &IncomingCommand) -> Option<OperationReply> {
    let known = batch.get(command.order);
    let transition = on_operation(known.map(|known| &known.authorization), command.instruction.operation());
    if let Some(authorization) = transition.next {
        let awaited_by = command.message;
        let payment = match known {
            Some(known) => Payment { authorization, awaited_by, ..known.clone() },
            None => Payment {
                order: command.order,
                charge: command.instruction.charge().cloned(),
                authorization,
                awaited_by,
                traceparent: command.span.in_scope(telemetry::current_traceparent),
                version: 0,
            },
        };
        batch.put(payment);
    }
    transition.reply
}
