//! What a service's outbox holds, sent or not, for the check that messages are sent in order.

use serde::{Deserialize, Serialize};

/// Messages by ascending key and number, from this one on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MessagesQuery {
    pub from: Option<MessageCursorBody>,
    pub limit: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageCursorBody {
    pub key: String,
    pub number: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MessagesBody {
    pub messages: Vec<MessageBody>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageBody {
    #[serde(flatten)]
    pub cursor: MessageCursorBody,
    pub written_us: i64,
    pub sent: bool,
}
