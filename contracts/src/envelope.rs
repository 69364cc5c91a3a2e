//! What every message on the bus is wrapped in.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::WireTime;

/// `data` and `type` stand beside these fields in the JSON object.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Envelope<M> {
    /// What a consumer's inbox remembers.
    pub id: Uuid,
    /// What is kept in order: the event id for seat events, the order id for everything else.
    pub key: String,
    pub occurred_at: WireTime,
    /// W3C trace context of whatever caused the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub traceparent: Option<String>,
    #[serde(flatten)]
    pub message: M,
}
