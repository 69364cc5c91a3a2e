//! Bodies of `/api/v1/tickets/reserve`, as the source design of the first-come queue spells them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::purchase::EventNumber;
use super::schema;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(examples(json!({ "eventId": "7", "quantity": 2 })))]
pub struct ReserveTicketsBody {
    /// `7`, `"7"` or `"E7"`.
    #[schema(schema_with = schema::event_of_a_purchase)]
    pub event_id: EventNumber,
    /// How many places.
    #[schema(example = 2, minimum = 1, maximum = 8)]
    pub quantity: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({ "reservationId": "ab4d0000-0001-8a2b-9c3d-000000000042", "status": "PENDING" })))]
pub struct ReservedTicketsBody {
    /// Public: it names the hold and proves nothing.
    pub reservation_id: Uuid,
    pub status: ReservedStatus,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ReservedStatus {
    /// The places are held, and wait to be paid for.
    Pending,
}
