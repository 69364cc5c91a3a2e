//! The price of what anyone may have for the asking.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What it costs the one who asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({ "challenge": "a-challenge-for-this-visitor", "difficulty": 16 })))]
pub struct ChallengeBody {
    /// Absent: nothing, or the visitor has a place already.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub challenge: Option<String>,
    /// In leading zero bits: each doubles the work.
    #[schema(maximum = 22)]
    pub difficulty: u32,
}
