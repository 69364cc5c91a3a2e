//! The one shape of every error.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::catalog::SeatStatus;
use crate::ErrorCode;

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ErrorBody {
    pub code: ErrorCode,
    /// A sentence for a person. A program reads `code`.
    pub message: String,
    #[schema(example = "4bf92f3577b34da6a3ce929d0e0e4736")]
    pub trace_id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<ErrorDetails>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum ErrorDetails {
    /// Each bad field of the request, and what is wrong with it.
    Fields(BTreeMap<String, String>),
    /// The seats that stood in the way.
    Conflicts(Vec<SeatConflict>),
    /// The seats that would have no free seat beside them.
    SingleSeats(Vec<i64>),
    /// How many free seats there are side by side, at most.
    Largest(u32),
    /// How many places of the section are free.
    Free(u32),
    /// The price of which fewer places are left than were wanted.
    FullTier(FullTierBody),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FullTierBody {
    #[schema(example = "youth")]
    pub tier: String,
    /// How many places are left at it.
    pub free: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SeatConflict {
    pub seat_id: i64,
    pub status: SeatStatus,
}
