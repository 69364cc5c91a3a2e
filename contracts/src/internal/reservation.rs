//! What reservation answers: claims of orders, what the catalog has to know of seats, and whose they are for whoever compares.

use primitives::{Credentials, EventId, HoldId, UserId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::PREFIX;

pub const SERVICE: &str = "reservation";
/// Relative to the service's own prefix.
pub const CLAIM: &str = "/claim";
pub const UNCLAIM: &str = "/unclaim";
pub const INSTALL: &str = "/install";
pub const SNAPSHOT: &str = "/events/{eventId}/snapshot";
pub const KNOWN: &str = "/known-events";
pub const RECORDS: &str = "/records";
pub const OLDEST_UNSENT: &str = "/oldest-unsent-message";
/// How many seats a snapshot has; two bits each do not tell.
pub const SEAT_COUNT: &str = "Seat-Count";

#[must_use]
pub fn path(route: &str) -> String {
    format!("{PREFIX}/{SERVICE}{route}")
}

#[must_use]
pub fn snapshot_path(event: EventId) -> String {
    format!("{PREFIX}/{SERVICE}/events/{event}/snapshot")
}

/// An order pins the seats that its buyer holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClaimBody {
    pub event_id: i64,
    pub order_id: Uuid,
    pub seat_ids: Vec<i64>,
    pub buyer: BuyerBody,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClaimedBody {
    pub holds: Vec<Uuid>,
    pub until_us: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UnclaimBody {
    pub event_id: i64,
    pub order_id: Uuid,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InstallBody {
    pub event_id: i64,
    pub seat_count: u32,
    pub on_sale_at_us: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InstalledBody {
    pub epoch: u64,
}

/// Every event that the seat store has heard of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KnownEventsBody {
    pub event_ids: Vec<i64>,
}

/// When the oldest of the messages was written that the seat store has yet to tell. Of those that it has told nothing is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OldestUnsentBody {
    pub written_us: Option<i64>,
}

/// Seats that are anything but available, by ascending id, behind `after`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AskSeatRecordsBody {
    pub event_id: i64,
    pub after: Option<i64>,
    pub limit: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SeatRecordsBody {
    pub seats: Vec<SeatRecordBody>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SeatRecordBody {
    pub seat_id: i64,
    #[serde(flatten)]
    pub state: SeatRecordState,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum SeatRecordState {
    Held { until_us: i64 },
    Pinned { order_id: Uuid, until_us: i64 },
    Sold { order_id: Uuid },
}

/// Who the buyer is and what they brought along, as the service that met them has verified it. The buyer's own headers do not
/// travel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BuyerBody {
    pub user: Option<String>,
    /// The hold that a genuine token named.
    pub hold: Option<Uuid>,
    pub open: bool,
}

impl From<&Credentials> for BuyerBody {
    fn from(buyer: &Credentials) -> Self {
        Self {
            user: buyer.user.as_ref().map(|user| user.as_str().to_owned()),
            hold: buyer.token.map(|hold| *hold.as_uuid()),
            open: buyer.open,
        }
    }
}

impl BuyerBody {
    /// None where the user has a name that none can have.
    #[must_use]
    pub fn credentials(&self) -> Option<Credentials> {
        let user = match &self.user {
            Some(name) => Some(UserId::parse(name)?),
            None => None,
        };
        Some(Credentials { user, token: self.hold.map(HoldId::from_uuid), open: self.open })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buyer_arrives_as_they_were_met() {
        for buyer in [
            Credentials { user: UserId::parse("mina"), token: None, open: false },
            Credentials { user: None, token: Some(HoldId::from_uuid(Uuid::from_u128(7))), open: true },
        ] {
            assert_eq!(BuyerBody::from(&buyer).credentials(), Some(buyer));
        }
        let nameless = BuyerBody { user: Some(String::new()), hold: None, open: true };
        assert_eq!(nameless.credentials(), None, "a bad name became nobody, who may act on open holds");
    }
}
