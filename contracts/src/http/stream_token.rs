//! What opens a stream for a browser.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::WireTime;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({ "streamToken": "a-token-for-one-stream", "expiresAt": "2026-11-21T09:01:00.000Z" })))]
pub struct StreamTokenBody {
    /// For the parameter `streamToken` of a stream, which it opens and nothing else.
    pub stream_token: String,
    /// Until when a stream may be begun with it. One that is open stays open.
    pub expires_at: WireTime,
}
