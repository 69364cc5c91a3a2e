//! `payment.commands`: decode, handle, and classify the error.

use async_trait::async_trait;
use bus::{HandleError, Handler, Incoming};
use contracts::messages::PaymentCommand;
use primitives::{Currency, HoldId, HoldOwner, InvalidCurrency, Money, OrderId, UserId};

use crate::app::{IncomingCommand, Instruction, PaymentError, Payments};
use crate::domain::Charge;

pub struct PaymentCommands(pub Payments);

#[async_trait]
impl Handler for PaymentCommands {
    async fn handle(&self, batch: &[Incoming]) -> Result<(), HandleError> {
        let commands = batch.iter().map(decode).collect::<Result<Vec<_>, _>>()?;
        self.0.handle(&commands).await.map_err(classify_error)
    }
}

fn decode(Incoming { message, span }: &Incoming) -> Result<IncomingCommand, HandleError> {
    let command: PaymentCommand = message.decode().map_err(HandleError::poison)?;
    let order = OrderId::from_uuid(command.order_id());
    let instruction = instruction(command).map_err(HandleError::poison)?;
    Ok(IncomingCommand { message: message.id, order, instruction, span: span.clone() })
}

fn classify_error(error: PaymentError) -> HandleError {
    if error.is_transient() { HandleError::transient(error) } else { HandleError::poison(error) }
}

#[derive(Debug, thiserror::Error)]
enum Unreadable {
    #[error(transparent)]
    Currency(#[from] InvalidCurrency),
    #[error("the owner of the order is not a user's name")]
    Owner,
}

fn instruction(command: PaymentCommand) -> Result<Instruction, Unreadable> {
    Ok(match command {
        PaymentCommand::Authorize { amount, currency, method, owner, hold_ids, order_id: _ } => {
            let money = Money { amount, currency: Currency::parse(&currency)? };
            let owner =
                owner.as_deref().map(|name| UserId::parse(name).ok_or(Unreadable::Owner)).transpose()?;
            let owner = owner.map_or(HoldOwner::Anonymous, HoldOwner::User);
            let holds = hold_ids.into_iter().map(HoldId::from_uuid).collect();
            Instruction::Authorize(Charge { money, method, owner, holds })
        }
        PaymentCommand::Capture { .. } => Instruction::Capture,
        PaymentCommand::Void { .. } => Instruction::Void,
    })
}
