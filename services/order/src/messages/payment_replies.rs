//! `payment.replies`: what became of the money.

use contracts::messages::PaymentReply;
use primitives::OrderId;

use crate::domain::saga::Input;

pub(super) fn read(reply: &PaymentReply) -> (OrderId, Input) {
    let input = match reply {
        PaymentReply::Authorized { .. } => Input::Authorized,
        PaymentReply::Declined { .. } => Input::Declined,
        PaymentReply::Captured { .. } => Input::Captured,
        PaymentReply::CaptureRefused { .. } => Input::CaptureRefused,
        PaymentReply::Voided { .. } => Input::Voided,
        PaymentReply::VoidRefused { .. } => Input::VoidRefused,
    };
    (OrderId::from_uuid(reply.order_id()), input)
}
