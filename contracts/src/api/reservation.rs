//! What reservation answers: claims of orders, the seats of the catalog's events, and their records for comparison with the orders.

use primitives::{Credentials, EventId, HoldId, UserId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{NoContent, PackedSnapshot, Route};

declare_api! {
    /// The service that owns the seats while buyers compete for them.
    ReservationApi of RESERVATION {
        /// Pins the seats that the order's buyer holds, all or none. Seats that are already this order's count as claimed, so it may be
        /// retried with the same order. Refused as `SEAT_NOT_FOUND`, `SEAT_SOLD`, `RESERVATION_CONFLICT` (these two name the seats),
        /// `NOT_HOLD_OWNER`, `HOLD_EXPIRED` or `HOLD_REQUIRED`.
        fn claim(body: ClaimBody) -> ClaimedBody = Route::new("claim", "/claim").once();

        /// Holds so many units of an event, all of them in one of its standing sections, or none. Repeated under its key, it gives the same hold
        /// while that lives. Refused with the codes of `POST /api/reservations`, but for `SOLD_OUT`.
        fn hold_anywhere(body: HoldAnywhereBody) -> HeldAnywhereBody = Route::new("hold-anywhere", "/hold-anywhere");

        /// Turns what the order pinned back into the holds that it came from.
        fn unclaim(body: UnclaimBody) -> NoContent = Route::new("unclaim", "/unclaim").once();

        /// Creates the event's seats, or moves the time at which they go on sale. Repeated, it changes nothing.
        fn install(body: InstallBody) -> InstalledBody = Route::new("install", "/install");

        /// The fold of all changes up to its position, or `EVENT_NOT_FOUND`.
        fn snapshot(event: EventId) -> PackedSnapshot = Route::new("snapshot", "/events/{eventId}/snapshot");

        /// By ascending id.
        fn known_events() -> KnownEventsBody = Route::new("known-events", "/known-events");

        /// However much is requested, a page is bounded.
        fn records(body: SeatRecordsQuery) -> SeatRecordsBody = Route::new("records", "/records");

        fn oldest_unsent() -> OldestUnsentBody = Route::new("oldest-unsent", "/oldest-unsent-message");
    }
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
    /// For how long reservation pins seats: `HOLDFAST_PIN_MS`. None: an earlier release, which does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin_ms: Option<u64>,
    /// Of the seats whose hold was made at one of several prices.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tiers: Vec<SeatTierBody>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SeatTierBody {
    pub seat_id: i64,
    pub tier: String,
}

/// A buyer wants units, wherever they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HoldAnywhereBody {
    pub event_id: i64,
    pub quantity: u32,
    pub life_ms: u64,
    pub buyer: BuyerBody,
    /// What a buyer without a name is counted by.
    pub guest: String,
    pub key: HoldKeyBody,
    /// Of a waiting room, as the buyer has presented them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub passes: Vec<String>,
    /// Whose passes they have to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visitor: Option<String>,
    /// Or whose: the guest that the buyer was before the log-in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was_visitor: Option<String>,
}

/// The name of one intention, and what was intended, as digests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HoldKeyBody {
    pub digest: String,
    pub fingerprint: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HeldAnywhereBody {
    /// None: no section has so many that are free.
    pub hold: Option<UnitsHoldBody>,
    /// How many units of the event are free, after it.
    pub free: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UnitsHoldBody {
    pub hold_id: Uuid,
    pub seat_ids: Vec<i64>,
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

/// Every event that the seat store knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KnownEventsBody {
    pub event_ids: Vec<i64>,
}

/// When the oldest message was written that the seat store has yet to send. It keeps nothing of what it has sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OldestUnsentBody {
    pub written_us: Option<i64>,
}

/// Seats that are anything but available, by ascending id, after `after`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SeatRecordsQuery {
    pub event_id: i64,
    pub after: Option<i64>,
    pub limit: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SeatRecordsBody {
    pub seats: Vec<SeatRecordBody>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SeatRecordBody {
    pub seat_id: i64,
    /// Of a seat that is held or pinned. Absent from an earlier version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<HoldRecordBody>,
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

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HoldRecordBody {
    pub since_us: i64,
    /// None: anonymous.
    pub user: Option<String>,
}

/// Who the buyer is and what they presented, as verified by the service that they called. The buyer's own headers are not passed on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BuyerBody {
    pub user: Option<String>,
    /// The guest that the user was before the log-in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was_guest: Option<String>,
    /// The hold that a genuine token named.
    pub hold: Option<Uuid>,
    pub open: bool,
}

impl From<&Credentials> for BuyerBody {
    fn from(buyer: &Credentials) -> Self {
        Self {
            user: buyer.user.as_ref().map(|user| user.as_str().to_owned()),
            was_guest: buyer.was_guest.as_ref().map(|guest| guest.as_str().to_owned()),
            hold: buyer.token.map(|hold| *hold.as_uuid()),
            open: buyer.open,
        }
    }
}

impl BuyerBody {
    /// None where user or guest have a name that none can have.
    #[must_use]
    pub fn credentials(&self) -> Option<Credentials> {
        let named = |name: &Option<String>| match name {
            Some(name) => UserId::parse(name).map(Some),
            None => Some(None),
        };
        let (user, was_guest) = (named(&self.user)?, named(&self.was_guest)?);
        Some(Credentials { user, was_guest, token: self.hold.map(HoldId::from_uuid), open: self.open })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buyer_is_the_same_on_both_sides_of_a_call() {
        for buyer in [
            Credentials {
                user: UserId::parse("u:1"),
                was_guest: UserId::parse("g:7"),
                token: None,
                open: false,
            },
            Credentials {
                user: None,
                was_guest: None,
                token: Some(HoldId::from_uuid(Uuid::from_u128(7))),
                open: true,
            },
        ] {
            assert_eq!(BuyerBody::from(&buyer).credentials(), Some(buyer));
        }
        let nameless = BuyerBody { user: Some(String::new()), was_guest: None, hold: None, open: true };
        assert_eq!(nameless.credentials(), None, "a bad name became anonymous, who may act on open holds");
    }
}
