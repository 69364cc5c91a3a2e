//! The saga's commands: sell an order's seats to it, free them, or correct whose they are. Each has exactly one reply.

use bus::Message;
use contracts::messages::ReservationReply;
use primitives::{MessageId, OrderId, name_based_id};

use super::Reservations;
use crate::metrics;
use crate::ports::{ConfirmReplies, CorrectSales, OrderCommand, Settled, Unavailable};

/// The command that is being answered.
#[derive(Debug, Clone)]
pub struct Asked {
    pub message: MessageId,
    pub traceparent: Option<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum SettleError {
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    #[error("the reply could not be written")]
    Unwritable(#[from] serde_json::Error),
}

impl Reservations {
    pub async fn confirm(&self, asked: &Asked, command: OrderCommand) -> Result<(), SettleError> {
        let order_id = *command.order.as_uuid();
        let replies = ConfirmReplies {
            confirmed: self.reply(asked, ReservationReply::Confirmed { order_id })?,
            refused: self.reply(asked, ReservationReply::ConfirmRefused { order_id })?,
        };
        let settled = self.store.confirm(command, replies).await?;
        metrics::confirm_answered(settled);
        Ok(())
    }

    /// For a command that names what cannot exist.
    pub async fn refuse_confirm(&self, asked: &Asked, order: OrderId) -> Result<(), SettleError> {
        let reply = self.reply(asked, ReservationReply::ConfirmRefused { order_id: *order.as_uuid() })?;
        self.store.answer(reply).await?;
        metrics::confirm_answered(Settled::Refused);
        Ok(())
    }

    pub async fn release(&self, asked: &Asked, command: OrderCommand) -> Result<(), SettleError> {
        let reply = self.reply(asked, ReservationReply::Released { order_id: *command.order.as_uuid() })?;
        Ok(self.store.release(command, reply).await?)
    }

    /// For a release at an event that cannot exist: the order has nothing there.
    pub async fn release_nothing(&self, asked: &Asked, order: OrderId) -> Result<(), SettleError> {
        let reply = self.reply(asked, ReservationReply::Released { order_id: *order.as_uuid() })?;
        Ok(self.store.answer(reply).await?)
    }

    pub async fn correct(&self, asked: &Asked, command: CorrectSales) -> Result<(), SettleError> {
        let reply = self.reply(asked, ReservationReply::Corrected { order_id: *command.loser.as_uuid() })?;
        Ok(self.store.correct(command, reply).await?)
    }

    /// For a correction at an event that cannot exist.
    pub async fn correct_nothing(&self, asked: &Asked, order: OrderId) -> Result<(), SettleError> {
        let reply = self.reply(asked, ReservationReply::Corrected { order_id: *order.as_uuid() })?;
        Ok(self.store.answer(reply).await?)
    }

    fn reply(&self, asked: &Asked, reply: ReservationReply) -> Result<Message, serde_json::Error> {
        Message::compose(reply_to(asked.message), self.clock.now(), asked.traceparent.clone(), &reply)
    }
}

/// Follows from the command's id, so that the reply to a command that comes again is known to be the same one.
fn reply_to(command: MessageId) -> MessageId {
    MessageId::from_uuid(name_based_id([b"reply".as_slice(), command.as_uuid().as_bytes()]))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_command_has_one_reply_id_and_another_command_another() {
        let command = |number| MessageId::from_uuid(Uuid::from_u128(number));
        assert_eq!(reply_to(command(1)), reply_to(command(1)));
        assert_ne!(reply_to(command(1)), reply_to(command(2)));
        assert_eq!(reply_to(command(1)).as_uuid().get_version_num(), 8);
    }
}
