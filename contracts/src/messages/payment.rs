//! `payment.commands` and `payment.replies`: how the saga and the payment service talk.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::Message;
use crate::topics::Topic;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", content = "data")]
pub enum PaymentCommand {
    /// Set the amount aside. Refused for good once the order was voided.
    #[serde(rename_all = "camelCase")]
    Authorize {
        order_id: Uuid,
        amount: i64,
        currency: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        method: Option<String>,
        /// Whose order it is; none for an anonymous one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        owner: Option<String>,
        /// Whose tokens may read an anonymous order.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        hold_ids: Vec<Uuid>,
    },
    /// Take what was set aside: only after the sale is in the ledger.
    #[serde(rename_all = "camelCase")]
    Capture { order_id: Uuid },
    /// Let go of what was set aside, and refuse any authorization that comes later.
    #[serde(rename_all = "camelCase")]
    Void { order_id: Uuid },
}

/// One reply per command, repeated in the same words whenever the command is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", content = "data")]
pub enum PaymentReply {
    #[serde(rename_all = "camelCase")]
    Authorized { order_id: Uuid },
    #[serde(rename_all = "camelCase")]
    Declined { order_id: Uuid, reason: String },
    #[serde(rename_all = "camelCase")]
    Captured { order_id: Uuid },
    #[serde(rename_all = "camelCase")]
    CaptureRefused { order_id: Uuid, reason: String },
    #[serde(rename_all = "camelCase")]
    Voided { order_id: Uuid },
    #[serde(rename_all = "camelCase")]
    VoidRefused { order_id: Uuid, reason: String },
}

impl PaymentCommand {
    #[must_use]
    pub fn order_id(&self) -> Uuid {
        match self {
            Self::Authorize { order_id, .. } | Self::Capture { order_id } | Self::Void { order_id } => {
                *order_id
            }
        }
    }
}

impl PaymentReply {
    #[must_use]
    pub fn order_id(&self) -> Uuid {
        match self {
            Self::Authorized { order_id }
            | Self::Declined { order_id, .. }
            | Self::Captured { order_id }
            | Self::CaptureRefused { order_id, .. }
            | Self::Voided { order_id }
            | Self::VoidRefused { order_id, .. } => *order_id,
        }
    }
}

impl Message for PaymentCommand {
    const TOPIC: Topic = Topic::PAYMENT_COMMANDS;

    fn key(&self) -> String {
        self.order_id().to_string()
    }
}

impl Message for PaymentReply {
    const TOPIC: Topic = Topic::PAYMENT_REPLIES;

    fn key(&self) -> String {
        self.order_id().to_string()
    }
}
