//! `reservation.replies`: what became of the seats.

use contracts::messages::ReservationReply;
use primitives::{MessageId, OrderId};

use crate::app::SagaEvent;
use crate::domain::saga::Input;

pub(super) fn event(message: MessageId, reply: &ReservationReply) -> (OrderId, SagaEvent) {
    let reply_with = |input| SagaEvent::Reply { message, input };
    let event = match reply {
        ReservationReply::Confirmed { .. } => SagaEvent::SeatsConfirmed { message },
        ReservationReply::ConfirmRefused { .. } => reply_with(Input::ConfirmRefused),
        ReservationReply::Released { .. } => reply_with(Input::Released),
        ReservationReply::Corrected { .. } => reply_with(Input::Corrected),
    };
    (OrderId::from_uuid(reply.order_id()), event)
}
