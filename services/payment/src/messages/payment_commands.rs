//! `payment.commands`: decode, handle, and classify the error.

use async_trait::async_trait;
use bus::{HandleError, Handler, Incoming};
use contracts::messages::PaymentCommand;
use primitives::{Currency, InvalidCurrency, Money, OrderId};

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
