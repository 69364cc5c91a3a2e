//! The domain on its way out: commands and events of a saga as messages, and an accepted order as the body of its answer.

use bus::Message;
use contracts::WireTime;
use contracts::http::order as wire;
use contracts::messages::{self, BoughtBody, Correction, OrderEvent, PaymentCommand, ReservationCommand};
use primitives::{HoldOwner, IdSource, SeatId, Timestamp};
use tracing::info_span;
use uuid::Uuid;

use crate::domain::saga::{LostSeat, SagaCommand, State};
use crate::domain::{CancelReason, Order, OrderItem, OrderStatus, Progress};

/// Turns one step of one order into messages, all of them in the trace that the step belongs to.
pub(super) struct Outgoing<'a> {
    pub(super) order: &'a Order,
    pub(super) ids: &'a dyn IdSource,
    pub(super) now: Timestamp,
}

impl Outgoing<'_> {
    /// The commands, in their order, and behind them the one event of this version.
    pub(super) fn messages(
        &self,
        before: Option<&State>,
        after: &Progress,
        commands: &[SagaCommand],
    ) -> Result<Vec<Message>, serde_json::Error> {
        let mut messages =
            commands.iter().map(|command| self.command(command)).collect::<Result<Vec<_>, _>>()?;
        messages.push(self.compose(&self.event(before, after))?);
        Ok(messages)
    }

    fn command(&self, command: &SagaCommand) -> Result<Message, serde_json::Error> {
        let order_id = self.id();
        let event_id = self.order.event.get();
        match command {
            SagaCommand::Authorize => self.compose(&PaymentCommand::Authorize {
                order_id,
                amount: self.order.price.amount,
                currency: self.order.price.currency.to_string(),
                method: self.order.method.as_ref().map(|method| method.as_str().to_owned()),
                owner: match &self.order.owner {
                    HoldOwner::User(user) => Some(user.to_string()),
                    HoldOwner::Anonymous => None,
                },
                hold_ids: self.hold_ids(),
            }),
            SagaCommand::Capture => self.compose(&PaymentCommand::Capture { order_id }),
            SagaCommand::Void => self.compose(&PaymentCommand::Void { order_id }),
            SagaCommand::Confirm => self.compose(&ReservationCommand::Confirm {
                order_id,
                event_id,
                seat_ids: self.seats_except(&[]),
            }),
            SagaCommand::Release(kept) => self.compose(&ReservationCommand::Release {
                order_id,
                event_id,
                seat_ids: self.seats_except(kept),
            }),
            SagaCommand::Correct(lost) => {
                let correction =
                    |lost: &LostSeat| Correction { seat_id: lost.seat.get(), winner: *lost.winner.as_uuid() };
                let corrections = lost.iter().map(correction).collect();
                self.compose(&ReservationCommand::Correct { order_id, event_id, corrections })
            }
        }
    }

    fn event(&self, before: Option<&State>, after: &Progress) -> OrderEvent {
        let (order_id, version) = (self.id(), after.version);
        let Some(before) = before else {
            return OrderEvent::OrderCreated { order_id, version, hold_ids: self.hold_ids() };
        };
        let status = after.state.status();
        match status {
            OrderStatus::Confirmed if before.status() != status => OrderEvent::OrderConfirmed {
                order_id,
                version,
                hold_ids: self.hold_ids(),
                bought: self.bought(),
            },
            OrderStatus::Cancelled if before.status() != status => {
                let expired = after.state.reason().is_some_and(CancelReason::is_timeout);
                OrderEvent::OrderCancelled { order_id, version, hold_ids: self.hold_ids(), expired }
            }
            OrderStatus::Created | OrderStatus::Confirmed | OrderStatus::Cancelled => {
                OrderEvent::OrderAdvanced { order_id, version }
            }
        }
    }

    fn bought(&self) -> Option<BoughtBody> {
        let Order { owner: HoldOwner::User(user), buyer_limit: Some(_), .. } = self.order else {
            return None;
        };
        let seats = u32::try_from(self.order.items.len()).unwrap_or(u32::MAX);
        Some(BoughtBody { event_id: self.order.event.get(), user: user.to_string(), seats })
    }

    fn hold_ids(&self) -> Vec<Uuid> {
        self.order.holds.iter().map(|hold| *hold.as_uuid()).collect()
    }

    /// The span in which a message is created is its creation context: it travels with the message and is never replaced.
    fn compose<M: messages::Message>(&self, message: &M) -> Result<Message, serde_json::Error> {
        let span = info_span!(
            "create",
            otel.name = format!("create {}", M::TOPIC),
            otel.kind = "producer",
            messaging.operation.name = "create",
            messaging.destination.name = M::TOPIC.name(),
            messaging.kafka.message.key = %self.order.id,
        );
        let context = span.in_scope(telemetry::current_traceparent);
        let traceparent = context.or_else(|| self.order.traceparent.clone());
        Message::compose(self.ids.message_id(self.now), self.now, traceparent, message)
    }

    fn id(&self) -> Uuid {
        *self.order.id.as_uuid()
    }

    fn seats_except(&self, lost: &[LostSeat]) -> Vec<i64> {
        let kept = |seat: &SeatId| !lost.iter().any(|lost| lost.seat == *seat);
        self.order.seats().filter(kept).map(SeatId::get).collect()
    }
}

/// None of an order of which only the sum is known.
pub(crate) fn item_bodies(order: &Order) -> Vec<wire::OrderItemBody> {
    let body = |item: &OrderItem| {
        let tier = item.tier.as_ref().map(ToString::to_string);
        Some(wire::OrderItemBody { seat_id: item.seat.get(), tier, price: item.price? })
    };
    order.items.iter().map(body).collect::<Option<_>>().unwrap_or_default()
}

/// The body of the answer to an accepted order. It is stored beside the order, because every replay repeats it byte for byte.
pub(super) fn accepted_body(order: &Order) -> Result<String, serde_json::Error> {
    serde_json::to_string(&wire::OrderPlacedBody {
        order_id: *order.id.as_uuid(),
        status: wire::OrderStatus::Created,
        event_id: order.event.get(),
        seat_ids: order.seats().map(SeatId::get).collect(),
        items: item_bodies(order),
        amount: order.price.amount,
        currency: order.price.currency.to_string(),
        created_at: WireTime(order.created),
    })
}
