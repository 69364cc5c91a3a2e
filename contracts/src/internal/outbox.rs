//! What stands in a service's outbox, sent or not, for whoever looks whether messages leave in their order.

use serde::{Deserialize, Serialize};

/// Where the services that keep what they have sent answer, relative to their own prefixes.
pub const MESSAGES: &str = "/messages";

/// Messages by ascending key and number, from this one on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AskMessagesBody {
    pub from: Option<MessagePlaceBody>,
    pub limit: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MessagePlaceBody {
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
    pub place: MessagePlaceBody,
    pub written_us: i64,
    pub sent: bool,
}
