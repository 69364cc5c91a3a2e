//! What an order does with seats: pin them while its buyer pays, then sell, free or correct them by the saga's commands. Each command of the saga
//! has exactly one reply.

use bus::Message;
use contracts::messages::ReservationReply;
use primitives::{Credentials, EventId, MessageId, OrderId, SeatId, name_based_id};

use super::reservations::Reservations;
use crate::metrics;
use crate::ports::{
    ClaimError, ClaimSeats, Claimed, ConfirmReplies, CorrectSales, OrderCommand, Settled, Unavailable,
    UnclaimOrder,
};

/// The command that is being answered.
#[derive(Debug, Clone)]
pub struct ReplyTo {
    pub command: MessageId,
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
    /// Pins seats that the order's buyer holds: all or none. May be repeated with the same order.
    pub async fn claim(
        &self,
        event: EventId,
        order: OrderId,
        seats: Vec<SeatId>,
        caller: &Credentials,
    ) -> Result<Claimed, ClaimError> {
        let command = ClaimSeats { event, order, seats, pin: self.limits.pin, caller: caller.clone() };
        let claimed = self.store.claim(command).await?;
        if let Some(gate) = self.gate() {
            gate.note_order(&claimed.holds);
        }
        Ok(claimed)
    }

    /// Turns the order's pins back into the holds that they came from. May be repeated.
    pub async fn unclaim(&self, event: EventId, order: OrderId) -> Result<(), Unavailable> {
        let traceparent = telemetry::current_traceparent();
        let unclaimed = self.store.unclaim(UnclaimOrder { event, order, traceparent }).await;
        self.sold_out.freed(event);
        unclaimed
    }

    pub async fn confirm(&self, to: &ReplyTo, command: OrderCommand) -> Result<(), SettleError> {
        let order_id = *command.order.as_uuid();
        let replies = ConfirmReplies {
            confirmed: self.reply(to, ReservationReply::Confirmed { order_id })?,
            refused: self.reply(to, ReservationReply::ConfirmRefused { order_id })?,
        };
        let settled = self.store.confirm(command, replies).await?;
        metrics::confirm_answered(settled);
        Ok(())
    }

    /// For a command that names what cannot exist.
    pub async fn refuse_confirm(&self, to: &ReplyTo, order: OrderId) -> Result<(), SettleError> {
        let reply = self.reply(to, ReservationReply::ConfirmRefused { order_id: *order.as_uuid() })?;
        self.store.answer(reply).await?;
        metrics::confirm_answered(Settled::Refused);
        Ok(())
    }

    pub async fn release(&self, to: &ReplyTo, command: OrderCommand) -> Result<(), SettleError> {
        let reply = self.reply(to, ReservationReply::Released { order_id: *command.order.as_uuid() })?;
        let event = command.event;
        let released = self.store.release(command, reply).await;
        self.sold_out.freed(event);
        Ok(released?)
    }

    /// For a release at an event that cannot exist: the order has nothing there.
    pub async fn release_nothing(&self, to: &ReplyTo, order: OrderId) -> Result<(), SettleError> {
        let reply = self.reply(to, ReservationReply::Released { order_id: *order.as_uuid() })?;
        Ok(self.store.answer(reply).await?)
    }

    pub async fn correct(&self, to: &ReplyTo, command: CorrectSales) -> Result<(), SettleError> {
        let reply = self.reply(to, ReservationReply::Corrected { order_id: *command.loser.as_uuid() })?;
        Ok(self.store.correct(command, reply).await?)
    }

    /// For a correction at an event that cannot exist.
    pub async fn correct_nothing(&self, to: &ReplyTo, order: OrderId) -> Result<(), SettleError> {
        let reply = self.reply(to, ReservationReply::Corrected { order_id: *order.as_uuid() })?;
        Ok(self.store.answer(reply).await?)
    }

    fn reply(&self, to: &ReplyTo, reply: ReservationReply) -> Result<Message, serde_json::Error> {
        Message::compose(reply_id(to.command), self.clock.now(), to.traceparent.clone(), &reply)
    }
}

/// Derived from the command's id, so that a repeated command has the same reply.
fn reply_id(command: MessageId) -> MessageId {
    MessageId::from_uuid(name_based_id([b"reply".as_slice(), command.as_uuid().as_bytes()]))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_command_has_one_reply_id_and_another_command_another() {
        let command = |number| MessageId::from_uuid(Uuid::from_u128(number));
        assert_eq!(reply_id(command(1)), reply_id(command(1)));
        assert_ne!(reply_id(command(1)), reply_id(command(2)));
        assert_eq!(reply_id(command(1)).as_uuid().get_version_num(), 8);
    }
}
