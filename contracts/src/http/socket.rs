//! What goes over `/ws`: each text message is one JSON object, and says its type.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::waiting_room::PlaceStateBody;

/// What the server says. `seq` tells the messages of one socket apart, and rises with each newer message of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type")]
pub enum SaleMessage {
    /// Seats can be held: the first message of a socket to an open sale, and later when it opens.
    #[serde(rename = "sale.open", rename_all = "camelCase")]
    SaleOpen { seq: u64, event_id: i64 },
    /// How many seats can be bought, are sold, and are held or being paid for. Only the latest is sent to a client that reads slowly.
    #[serde(rename = "stock.update", rename_all = "camelCase")]
    StockUpdate { seq: u64, remaining: u32, sold: u32, in_hold: u32 },
    /// Of an order that was placed with a watched hold: its state when the watch begins, where it is known, and each newer one.
    #[serde(rename = "order.update", rename_all = "camelCase")]
    OrderUpdate { seq: u64, order_id: Uuid, status: WatchedOrder },
    /// Everything is sold, or the event is over.
    #[serde(rename = "sale.closed", rename_all = "camelCase")]
    SaleClosed { seq: u64, event_id: i64 },
    /// Where the place of a watched ticket stands, as often as a poll would ask, until it is called or there is nothing more to wait for. `position` is
    /// from 1, and 0 for one who is called.
    #[serde(rename = "queue.update", rename_all = "camelCase")]
    QueueUpdate { seq: u64, position: u32, estimate_sec: u64, state: PlaceStateBody },
}

/// What a client says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", deny_unknown_fields)]
pub enum SaleRequest {
    /// Asks for the current `stock.update`.
    #[serde(rename = "client.ping", rename_all = "camelCase")]
    Ping {},
    /// Everything up to this message was received.
    #[serde(rename = "client.ack", rename_all = "camelCase")]
    Ack { seq: u64 },
    /// Asks for `order.update` of the orders that are placed with this hold, whose token is the proof, and for `queue.update` of the place with this
    /// ticket, in the line of this sale. A ticket takes the place of an earlier one.
    #[serde(rename = "client.watch", rename_all = "camelCase")]
    Watch {
        #[serde(skip_serializing_if = "Option::is_none")]
        hold_token: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        ticket: Option<String>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum WatchedOrder {
    /// Accepted, and being paid.
    Hold,
    Paid,
    /// Not paid in time.
    Expired,
    Cancelled,
}

impl SaleMessage {
    /// Its type on the wire.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::SaleOpen { .. } => "sale.open",
            Self::StockUpdate { .. } => "stock.update",
            Self::OrderUpdate { .. } => "order.update",
            Self::SaleClosed { .. } => "sale.closed",
            Self::QueueUpdate { .. } => "queue.update",
        }
    }
}

impl SaleRequest {
    /// Its type on the wire.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Ping {} => "client.ping",
            Self::Ack { .. } => "client.ack",
            Self::Watch { .. } => "client.watch",
        }
    }
}
