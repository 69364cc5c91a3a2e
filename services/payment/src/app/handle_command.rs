//! What an order asks of payment: remembered and answered in one transaction, which is all that the consumer waits for.

use primitives::{ContentionRetry, MessageId, OrderId};

use super::{Job, PaymentError, Payments, reply};
use crate::domain::{Charge, Command, Payment, on_command};
use crate::metrics;
use crate::ports::{PaymentTx, Times};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Instruction {
    Authorize(Charge),
    Capture,
    Void,
}

/// A command as it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    pub message: MessageId,
    pub order: OrderId,
    pub instruction: Instruction,
}

impl Instruction {
    fn command(&self) -> Command {
        match self {
            Self::Authorize(_) => Command::Authorize,
            Self::Capture => Command::Capture,
            Self::Void => Command::Void,
        }
    }
}

impl Payments {
    /// Never waits for the provider. A message that was handled before is done already: its reply is in the outbox since. Where
    /// others stand in the way, all of it is done again on what they have left.
    pub async fn handle(&self, received: Received) -> Result<(), PaymentError> {
        let mut retry = ContentionRetry::default();
        loop {
            match self.handle_once(received.clone()).await {
                Err(error) if error.is_contended() && retry.again().await => {}
                handled => return handled,
            }
        }
    }

    async fn handle_once(&self, received: Received) -> Result<(), PaymentError> {
        let now = self.clock.now();
        let mut tx = self.store.begin().await?;
        if !tx.first_sight(received.message, now).await? {
            metrics::command(received.instruction.command(), "repeated");
            return Ok(());
        }
        let known = tx.load(received.order).await?;
        let command = received.instruction.command();
        let transition = on_command(known.as_ref().map(|known| &known.authorization), command);
        if let Some(reply) = transition.reply {
            let message = reply::compose(received.message, received.order, reply, now)?;
            tx.enqueue(&message).await?;
        }
        let mut changed = None;
        if let Some(next) = transition.next {
            let times = Times { now, due: self.due_after(now) };
            let payment = match known {
                Some(known) => Payment {
                    authorization: next,
                    awaited_by: received.message,
                    version: known.version + 1,
                    ..known
                },
                None => Payment {
                    order: received.order,
                    charge: charge(received.instruction),
                    authorization: next,
                    awaited_by: received.message,
                    traceparent: telemetry::current_traceparent(),
                    version: 1,
                },
            };
            write(tx.as_mut(), &payment, times).await?;
            changed = Some(payment);
        }
        tx.commit().await?;
        metrics::command(command, "handled");
        self.hand_over(changed);
        Ok(())
    }

    /// Lets the worker know that a payment has changed: it may be owed something, or no longer what is being asked for.
    fn hand_over(&self, changed: Option<Payment>) {
        if let Some(payment) = changed
            && payment.authorization.duty().is_some()
        {
            self.desk.hand_over(Job { order: payment.order, known: Some(payment) });
        }
    }
}

fn charge(instruction: Instruction) -> Option<Charge> {
    match instruction {
        Instruction::Authorize(charge) => Some(charge),
        Instruction::Capture | Instruction::Void => None,
    }
}

async fn write(tx: &mut dyn PaymentTx, payment: &Payment, times: Times) -> Result<(), PaymentError> {
    if payment.version == 1 {
        return Ok(tx.insert(payment, times).await?);
    }
    if tx.update(payment, times).await? { Ok(()) } else { Err(PaymentError::Overtaken) }
}
