//! Replies on their way into the outbox.

use bus::Message;
use contracts::messages::PaymentReply;
use contracts::topics::Topic;
use primitives::{MessageId, OrderId, Timestamp, name_based_id};

use crate::domain::OperationReply;

/// The id of the reply to a command: always the same, so that a consumer that gets the reply twice recognizes it.
pub(super) fn reply_id(command: MessageId) -> MessageId {
    MessageId::from_uuid(name_based_id([b"payment reply".as_slice(), command.as_uuid().as_bytes()]))
}

/// The reply to `command` as a message. The span in which it is created is its creation context.
pub(super) fn compose(
    command: MessageId,
    order: OrderId,
    reply: OperationReply,
    now: Timestamp,
) -> Result<Message, serde_json::Error> {
    let span = tracing::info_span!(
        "create",
        otel.name = format!("create {}", Topic::PAYMENT_REPLIES),
        otel.kind = "producer",
        messaging.operation.name = "create",
        messaging.destination.name = Topic::PAYMENT_REPLIES.name(),
        messaging.kafka.message.key = %order,
    );
    let traceparent = span.in_scope(telemetry::current_traceparent);
    Message::compose(reply_id(command), now, traceparent, &on_the_wire(order, reply))
}

fn on_the_wire(order: OrderId, reply: OperationReply) -> PaymentReply {
    let order_id = *order.as_uuid();
    match reply {
        OperationReply::Authorized => PaymentReply::Authorized { order_id },
        OperationReply::Declined { reason } => PaymentReply::Declined { order_id, reason },
        OperationReply::Captured => PaymentReply::Captured { order_id },
        OperationReply::CaptureRefused(refusal) => {
            PaymentReply::CaptureRefused { order_id, reason: refusal.to_string() }
        }
        OperationReply::Voided => PaymentReply::Voided { order_id },
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn the_reply_to_a_command_always_has_the_same_id_and_no_other_reply_has_it() {
        let command = |number| MessageId::from_uuid(Uuid::from_u128(number));
        assert_eq!(reply_id(command(1)), reply_id(command(1)));
        assert_ne!(reply_id(command(1)), reply_id(command(2)));
        assert_eq!(reply_id(command(1)).as_uuid().get_version_num(), 8);
    }
}
