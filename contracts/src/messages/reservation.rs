//! `reservation.commands` and `reservation.replies`: how the saga and the reservation service talk.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::Message;
use crate::topics::Topic;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", content = "data")]
pub enum ReservationCommand {
    /// Make the seats that this order pinned its own.
    #[serde(rename_all = "camelCase")]
    Confirm { order_id: Uuid, event_id: i64, seat_ids: Vec<i64> },
    /// Give back whatever this order still has, and refuse any later confirm of it.
    #[serde(rename_all = "camelCase")]
    Release { order_id: Uuid, event_id: i64, seat_ids: Vec<i64> },
    /// The ledger knows these seats as sold to others: make the seat store say so too.
    #[serde(rename_all = "camelCase")]
    Correct { order_id: Uuid, event_id: i64, corrections: Vec<Correction> },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Correction {
    pub seat_id: i64,
    /// The order that the ledger names.
    pub winner: Uuid,
}

/// One reply per command, repeated in the same words whenever the command is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", content = "data")]
pub enum ReservationReply {
    #[serde(rename_all = "camelCase")]
    Confirmed { order_id: Uuid },
    #[serde(rename_all = "camelCase")]
    ConfirmRefused { order_id: Uuid },
    #[serde(rename_all = "camelCase")]
    Released { order_id: Uuid },
    #[serde(rename_all = "camelCase")]
    Corrected { order_id: Uuid },
}

impl ReservationCommand {
    #[must_use]
    pub fn order_id(&self) -> Uuid {
        match self {
            Self::Confirm { order_id, .. }
            | Self::Release { order_id, .. }
            | Self::Correct { order_id, .. } => *order_id,
        }
    }
}

impl ReservationReply {
    #[must_use]
    pub fn order_id(&self) -> Uuid {
        match self {
            Self::Confirmed { order_id }
            | Self::ConfirmRefused { order_id }
            | Self::Released { order_id }
            | Self::Corrected { order_id } => *order_id,
        }
    }
}

impl Message for ReservationCommand {
    const TOPIC: Topic = Topic::RESERVATION_COMMANDS;

    fn key(&self) -> String {
        self.order_id().to_string()
    }
}

impl Message for ReservationReply {
    const TOPIC: Topic = Topic::RESERVATION_REPLIES;

    fn key(&self) -> String {
        self.order_id().to_string()
    }
}
