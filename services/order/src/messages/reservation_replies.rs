//! `reservation.replies`: what became of the seats.

use contracts::messages::ReservationReply;
use primitives::OrderId;

use crate::domain::saga::{Input, Ledger};

pub(super) fn read(reply: &ReservationReply) -> (OrderId, Input) {
    let input = match reply {
        ReservationReply::Confirmed { .. } => Input::Confirmed(Ledger::NotAsked),
        ReservationReply::ConfirmRefused { .. } => Input::ConfirmRefused,
        ReservationReply::Released { .. } => Input::Released,
        ReservationReply::Corrected { .. } => Input::Corrected,
    };
    (OrderId::from_uuid(reply.order_id()), input)
}
