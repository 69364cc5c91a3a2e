//! `order.events`: one message per version of an order.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::Message;
use crate::topics::Topic;

/// Versions of one order have no gap. The body of an order is not in here: a consumer that needs it asks the order service.
///
/// `hold_ids` are the holds that the order was placed with, whose tokens prove whose it is. An earlier release does not write them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", content = "data")]
pub enum OrderEvent {
    #[serde(rename_all = "camelCase")]
    OrderCreated {
        order_id: Uuid,
        version: u64,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        hold_ids: Vec<Uuid>,
    },
    /// The saga took a step that changed nothing final.
    #[serde(rename_all = "camelCase")]
    OrderAdvanced { order_id: Uuid, version: u64 },
    #[serde(rename_all = "camelCase")]
    OrderConfirmed {
        order_id: Uuid,
        version: u64,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        hold_ids: Vec<Uuid>,
        /// Where its buyer may not buy without end.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        bought: Option<BoughtBody>,
    },
    #[serde(rename_all = "camelCase")]
    OrderCancelled {
        order_id: Uuid,
        version: u64,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        hold_ids: Vec<Uuid>,
        /// Because its time had run out.
        #[serde(default)]
        expired: bool,
    },
}

/// What counts against the limit of a buyer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BoughtBody {
    pub event_id: i64,
    pub user: String,
    pub seats: u32,
}

impl OrderEvent {
    #[must_use]
    pub fn order_id(&self) -> Uuid {
        match self {
            Self::OrderCreated { order_id, .. }
            | Self::OrderAdvanced { order_id, .. }
            | Self::OrderConfirmed { order_id, .. }
            | Self::OrderCancelled { order_id, .. } => *order_id,
        }
    }

    #[must_use]
    pub fn version(&self) -> u64 {
        match self {
            Self::OrderCreated { version, .. }
            | Self::OrderAdvanced { version, .. }
            | Self::OrderConfirmed { version, .. }
            | Self::OrderCancelled { version, .. } => *version,
        }
    }
}

impl Message for OrderEvent {
    const TOPIC: Topic = Topic::ORDER_EVENTS;

    fn key(&self) -> String {
        self.order_id().to_string()
    }
}
