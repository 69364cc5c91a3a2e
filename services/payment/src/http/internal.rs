//! What order asks when it compares its books with ours.

use std::sync::Arc;

use actix_web::web::{Data, Json};
use bus::{OutboxEntry, OutboxPosition};
use contracts::internal::outbox::{AskMessagesBody, MESSAGES, MessageBody, MessagePlaceBody, MessagesBody};
use contracts::internal::payment::{AskPaymentsBody, PaymentBody, PaymentStateBody, PaymentsBody, RECORDS};
use primitives::OrderId;
use server::{ApiError, Endpoint, JsonBody, Routes};

use crate::app::PaymentRecords;
use crate::domain::{Authorization, Payment};

pub(crate) fn routes(payments: PaymentRecords) -> Routes {
    let payments = Data::new(payments);
    Arc::new(move |config| {
        config
            .app_data(payments.clone())
            .service(Endpoint::new(RECORDS).post(records))
            .service(Endpoint::new(MESSAGES).post(messages));
    })
}

async fn records(
    body: JsonBody<AskPaymentsBody>,
    payments: Data<PaymentRecords>,
) -> Result<Json<PaymentsBody>, ApiError> {
    let AskPaymentsBody { after, up_to, limit } = body.0;
    let (after, up_to) = (after.map(OrderId::from_uuid), up_to.map(OrderId::from_uuid));
    let records = payments.between(after, up_to, limit).await.map_err(ApiError::unavailable)?;
    Ok(Json(PaymentsBody { payments: records.iter().map(told).collect() }))
}

async fn messages(
    body: JsonBody<AskMessagesBody>,
    payments: Data<PaymentRecords>,
) -> Result<Json<MessagesBody>, ApiError> {
    let AskMessagesBody { from, limit } = body.0;
    let from = from.map(|MessagePlaceBody { key, number }| OutboxPosition { key, number });
    let kept = payments.messages(from.as_ref(), limit).await.map_err(ApiError::unavailable)?;
    Ok(Json(MessagesBody { messages: kept.into_iter().map(message).collect() }))
}

fn message(entry: OutboxEntry) -> MessageBody {
    let OutboxEntry { position: OutboxPosition { key, number }, written_at, is_sent } = entry;
    let place = MessagePlaceBody { key, number };
    MessageBody { place, written_us: written_at.as_micros(), sent: is_sent }
}

fn told(payment: &Payment) -> PaymentBody {
    let money = payment.charge.as_ref().map(|charge| charge.money);
    PaymentBody {
        order_id: *payment.order.as_uuid(),
        state: match payment.authorization {
            Authorization::Pending => PaymentStateBody::Pending,
            Authorization::Authorized => PaymentStateBody::Authorized,
            Authorization::Declined { .. } => PaymentStateBody::Declined,
            Authorization::Capturing => PaymentStateBody::Capturing,
            Authorization::Captured => PaymentStateBody::Captured,
            Authorization::Voided { .. } => PaymentStateBody::Voided,
        },
        amount: money.map(|money| money.amount),
        currency: money.map(|money| money.currency.to_string()),
    }
}
