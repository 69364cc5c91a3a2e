//! `payment.replies`: what became of the payment.

use contracts::messages::PaymentReply;
use primitives::{MessageId, OrderId};

use crate::app::SagaEvent;
use crate::domain::saga::Input;

pub(super) fn event(message: MessageId, reply: &PaymentReply) -> (OrderId, SagaEvent) {
    let input = match reply {
        PaymentReply::Authorized { .. } => Input::Authorized,
        PaymentReply::Declined { .. } => Input::Declined,
        PaymentReply::Captured { .. } => Input::Captured,
        PaymentReply::CaptureRefused { .. } => Input::CaptureRefused,
        PaymentReply::Voided { .. } => Input::Voided,
        PaymentReply::VoidRefused { .. } => Input::VoidRefused,
    };
    (OrderId::from_uuid(reply.order_id()), SagaEvent::Reply { message, input })
}
