//! `payment.commands`: translate, call, and say whether trying again can help.

use async_trait::async_trait;
use bus::{HandleError, Handler, Message};
use contracts::messages::PaymentCommand;
use primitives::{Currency, InvalidCurrency, Money, OrderId};

use crate::app::{Instruction, PaymentError, Payments, Received};
use crate::domain::Charge;
use crate::ports::StoreError;

pub struct PaymentCommands(pub Payments);

#[async_trait]
impl Handler for PaymentCommands {
    async fn handle(&self, message: &Message) -> Result<(), HandleError> {
        let command: PaymentCommand = message.decode().map_err(HandleError::poison)?;
        let order = OrderId::from_uuid(command.order_id());
        let instruction = instruction(command).map_err(HandleError::poison)?;
        let received = Received { message: message.id, order, instruction };
        self.0.handle(received).await.map_err(|error| match error {
            PaymentError::Store(StoreError::Unavailable(_) | StoreError::Contended(_))
            | PaymentError::Overtaken => HandleError::transient(error),
            PaymentError::Store(StoreError::Corrupt(_)) | PaymentError::Reply(_) => {
                HandleError::poison(error)
            }
        })
    }
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
