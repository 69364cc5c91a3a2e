//! Handling a command of order: recorded and replied to in one transaction, which is all that the consumer waits for.

use primitives::{ContentionRetry, MessageId, OrderId};

use super::error::PaymentError;
use super::payments::Payments;
use super::provider_queue::ProviderWork;
use super::reply;
use crate::domain::{Charge, Operation, Payment, on_operation};
use crate::metrics;
use crate::store::{PaymentTx, Times};

/// An operation with what it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Instruction {
    Authorize(Charge),
    Capture,
    Void,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomingCommand {
    pub message: MessageId,
    pub order: OrderId,
    pub instruction: Instruction,
}

impl Instruction {
    fn operation(&self) -> Operation {
        match self {
            Self::Authorize(_) => Operation::Authorize,
            Self::Capture => Operation::Capture,
            Self::Void => Operation::Void,
        }
    }

    fn charge(self) -> Option<Charge> {
        match self {
            Self::Authorize(charge) => Some(charge),
            Self::Capture | Self::Void => None,
        }
    }
}

impl Payments {
    /// Never waits for the provider. A message that was handled before is skipped: its reply is in the outbox already. On contention all of
    /// it is retried on what the other writer has left.
    pub async fn handle(&self, command: IncomingCommand) -> Result<(), PaymentError> {
        let mut retry = ContentionRetry::default();
        loop {
            match self.handle_once(command.clone()).await {
                Err(error) if error.is_contended() && retry.again().await => {}
                handled => return handled,
            }
        }
    }

    async fn handle_once(&self, command: IncomingCommand) -> Result<(), PaymentError> {
        let now = self.clock.now();
        let operation = command.instruction.operation();
        let mut tx = self.store.begin().await?;
        if !tx.mark_processed(command.message, now).await? {
            metrics::command(operation, "repeated");
            return Ok(());
        }
        let known = tx.load(command.order).await?;
        let transition = on_operation(known.as_ref().map(|known| &known.authorization), operation);
        if let Some(reply) = transition.reply {
            let message = reply::compose(command.message, command.order, reply, now)?;
            tx.enqueue(&message).await?;
        }
        let mut changed = None;
        if let Some(next) = transition.next {
            let payment = match known {
                Some(known) => Payment {
                    authorization: next,
                    awaited_by: command.message,
                    version: known.version + 1,
                    ..known
                },
                None => Payment {
                    order: command.order,
                    charge: command.instruction.charge(),
                    authorization: next,
                    awaited_by: command.message,
                    traceparent: telemetry::current_traceparent(),
                    version: 1,
                },
            };
            write(&mut tx, &payment, Times { now, due: self.lease_end(now) }).await?;
            changed = Some(payment);
        }
        tx.commit().await?;
        metrics::command(operation, "handled");
        self.notify_dispatcher(changed);
        Ok(())
    }

    /// A changed payment may have an outstanding call, or another one than the call that is in flight for it.
    fn notify_dispatcher(&self, changed: Option<Payment>) {
        if let Some(payment) = changed
            && payment.authorization.outstanding_call().is_some()
        {
            self.queue.push(ProviderWork { order: payment.order, known: Some(payment) });
        }
    }
}

async fn write(tx: &mut PaymentTx, payment: &Payment, times: Times) -> Result<(), PaymentError> {
    if payment.version == 1 {
        return Ok(tx.insert(payment, times)?);
    }
    if tx.update(payment, times).await? { Ok(()) } else { Err(PaymentError::Overtaken) }
}
