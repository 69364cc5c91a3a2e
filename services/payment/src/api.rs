//! What payment answers to other services: its records, which order compares with its own.

use async_trait::async_trait;
use bus::{OutboxEntry, OutboxPosition};
use contracts::api::outbox::{MessageBody, MessageCursorBody, MessagesBody, MessagesQuery};
use contracts::api::payment::{PaymentBody, PaymentStateBody, PaymentsBody, PaymentsQuery};
use contracts::api::{CallError, PaymentApi};
use primitives::OrderId;

use crate::app::PaymentRecords;
use crate::domain::{Authorization, Payment};

#[async_trait]
impl PaymentApi for PaymentRecords {
    async fn records(&self, body: PaymentsQuery) -> Result<PaymentsBody, CallError> {
        let PaymentsQuery { after, up_to, limit } = body;
        let (after, up_to) = (after.map(OrderId::from_uuid), up_to.map(OrderId::from_uuid));
        // Whatever is wrong with the records, they cannot be compared now.
        let payments = self.between(after, up_to, limit).await.map_err(CallError::unavailable)?;
        Ok(PaymentsBody { payments: payments.iter().map(payment).collect() })
    }

    async fn messages(&self, body: MessagesQuery) -> Result<MessagesBody, CallError> {
        let from = body.from.map(|MessageCursorBody { key, number }| OutboxPosition { key, number });
        let messages = self.messages(from.as_ref(), body.limit).await.map_err(CallError::unavailable)?;
        Ok(MessagesBody { messages: messages.into_iter().map(message).collect() })
    }
}

fn payment(payment: &Payment) -> PaymentBody {
    let money = payment.charge.as_ref().map(|charge| charge.money);
    PaymentBody {
        order_id: *payment.order.as_uuid(),
        state: match payment.authorization {
            Authorization::Pending => PaymentStateBody::Pending,
            Authorization::Authorized => PaymentStateBody::Authorized,
            Authorization::Declined { .. } => PaymentStateBody::Declined,
            Authorization::Capturing => PaymentStateBody::Capturing,
            Authorization::Captured => PaymentStateBody::Captured,
            // Either way nothing of the amount is kept, which is what the order compares.
            Authorization::Voided { .. } | Authorization::Refunded { .. } => PaymentStateBody::Voided,
        },
        amount: money.map(|money| money.amount),
        currency: money.map(|money| money.currency.to_string()),
    }
}

fn message(entry: OutboxEntry) -> MessageBody {
    let OutboxEntry { position: OutboxPosition { key, number }, written_at, is_sent } = entry;
    let cursor = MessageCursorBody { key, number };
    MessageBody { cursor, written_us: written_at.as_micros(), sent: is_sent }
}
