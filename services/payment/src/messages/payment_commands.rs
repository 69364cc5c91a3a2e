//! `payment.commands`: decode, handle, and classify the error.

use async_trait::async_trait;
use bus::{HandleError, Handler, Incoming, Message};
use contracts::messages::PaymentCommand;
use primitives::{Currency, InvalidCurrency, Money, OrderId};
use tracing::Instrument;

use crate::app::{IncomingCommand, Instruction, PaymentError, Payments};
use crate::domain::Charge;

pub struct PaymentCommands(pub Payments);

#[async_trait]
impl Handler for PaymentCommands {
    async fn handle(&self, batch: &[Incoming]) -> Result<(), HandleError> {
        for Incoming { message, span } in batch {
            self.handle_one(message).instrument(span.clone()).await?;
        }
        Ok(())
    }
}

impl PaymentCommands {
    async fn handle_one(&self, message: &Message) -> Result<(), HandleError> {
        let command: PaymentCommand = message.decode().map_err(HandleError::poison)?;
        let order = OrderId::from_uuid(command.order_id());
        let instruction = instruction(command).map_err(HandleError::poison)?;
        let command = IncomingCommand { message: message.id, order, instruction };
        self.0.handle(command).await.map_err(classify_error)
    }
}

fn classify_error(error: PaymentError) -> HandleError {
    if error.is_transient() { HandleError::transient(error) } else { HandleError::poison(error) }
}

fn instruction(command: PaymentCommand) -> Result<Instruction, InvalidCurrency> {
    Ok(match command {
        PaymentCommand::Authorize { amount, currency, method, .. } => {
            let money = Money { amount, currency: Currency::parse(&currency)? };
            Instruction::Authorize(Charge { money, method })
        }
        PaymentCommand::Capture { .. } => Instruction::Capture,
        PaymentCommand::Void { .. } => Instruction::Void,
    })
}
