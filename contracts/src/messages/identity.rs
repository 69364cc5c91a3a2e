//! `identity.events`: what every service has to know of sessions and of rights at once.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::Message;
use crate::topics::Topic;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", content = "data")]
pub enum IdentityEvent {
    /// Ended by its user, by a reset of the password, or because a refresh token of it was used twice; or an API key or a device that was taken away, by its id. Its access tokens are refused from now
    /// on; the last one would have expired at `tokens_until`, in whole seconds since 1970.
    #[serde(rename_all = "camelCase")]
    SessionEnded { session_id: Uuid, subject: String, tokens_until: i64 },
    /// The subject has other roles. Its access tokens of an older version of the rights are refused from now on, and are to be renewed; the last
    /// one would have expired at `tokens_until`.
    #[serde(rename_all = "camelCase")]
    RightsChanged { subject: String, version: u64, tokens_until: i64 },
}

impl Message for IdentityEvent {
    const TOPIC: Topic = Topic::IDENTITY_EVENTS;

    fn key(&self) -> String {
        match self {
            Self::SessionEnded { subject, .. } | Self::RightsChanged { subject, .. } => subject.clone(),
        }
    }
}
