//! Bodies of `/purchase` and `/pay/{orderId}`, as the source design of sales of a limited quantity spells them.

use std::fmt;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::schema;
use crate::WireTime;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(examples(json!({ "eventId": "E7", "qty": 1 })))]
pub struct PurchaseBody {
    /// `7`, `"7"` or `"E7"`.
    #[schema(schema_with = schema::event_of_a_purchase)]
    pub event_id: EventNumber,
    /// How many places.
    #[schema(example = 1, minimum = 1, maximum = 8)]
    pub qty: i64,
}

/// An event by its number, however it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct EventNumber(pub i64);

/// What became of a purchase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "status", rename_all = "UPPERCASE")]
#[schema(examples(
    json!({
        "status": "HOLD", "orderId": "0190b7a0-5c7e-7000-8000-00000000a001", "remaining": 4_999,
        "holdExpiresAt": "2026-11-21T09:02:00.000Z",
    }),
    json!({ "status": "REJECTED", "reason": "OUT_OF_STOCK", "remaining": 0 }),
))]
pub enum PurchasedBody {
    /// The places wait for their payment, `POST /pay/{orderId}`.
    Hold {
        #[serde(rename = "orderId")]
        order_id: Uuid,
        /// How many places of the event were free then.
        remaining: u32,
        #[serde(rename = "holdExpiresAt")]
        hold_expires_at: WireTime,
    },
    Rejected {
        reason: RejectReason,
        remaining: u32,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RejectReason {
    OutOfStock,
}

/// What became of a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(examples(json!({ "ok": true, "status": "PAID" })))]
pub struct PaidBody {
    /// Whether the places are the buyer's.
    pub ok: bool,
    pub status: PaidStatus,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum PaidStatus {
    Paid,
    Declined,
    /// The hold had ended before it was paid for, or the payment took too long.
    Expired,
    /// Not decided yet: ask again.
    Pending,
}

impl<'de> Deserialize<'de> for EventNumber {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(AnyForm).map(Self)
    }
}

struct AnyForm;

impl Visitor<'_> for AnyForm {
    type Value = i64;

    fn expecting(&self, form: &mut fmt::Formatter<'_>) -> fmt::Result {
        form.write_str("the number of an event, such as 7 or \"E7\"")
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<i64, E> {
        Ok(number)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<i64, E> {
        i64::try_from(number).map_err(|_| E::invalid_value(serde::de::Unexpected::Unsigned(number), &self))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<i64, E> {
        let digits = text.strip_prefix('E').unwrap_or(text);
        let is_number = !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit());
        let number = digits.parse().ok().filter(|_| is_number);
        number.ok_or_else(|| E::invalid_value(serde::de::Unexpected::Str(text), &self))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_event_is_named_in_three_ways() {
        for event in [json!(7), json!("7"), json!("E7")] {
            let body: PurchaseBody = serde_json::from_value(json!({ "eventId": event, "qty": 1 })).unwrap();
            assert_eq!((body.event_id, body.qty), (EventNumber(7), 1), "{event}");
        }
        let wrong = [
            json!("e7"),
            json!("E"),
            json!(""),
            json!("E07"),
            json!("+7"),
            json!(7.5),
            json!(null),
            json!("EE7"),
        ];
        for event in wrong.into_iter().chain([json!("E99999999999999999999"), json!(u64::MAX)]) {
            let body = json!({ "eventId": event, "qty": 1 });
            let fault = serde_json::from_value::<PurchaseBody>(body).unwrap_err().to_string();
            assert!(fault.contains("expected the number of an event"), "{fault}");
        }
    }

    #[test]
    fn answers_are_spelled_as_in_the_source_design() {
        let rejected = PurchasedBody::Rejected { reason: RejectReason::OutOfStock, remaining: 0 };
        let expected = json!({ "status": "REJECTED", "reason": "OUT_OF_STOCK", "remaining": 0 });
        assert_eq!(serde_json::to_value(rejected).unwrap(), expected);
        let paid = PaidBody { ok: true, status: PaidStatus::Paid };
        assert_eq!(serde_json::to_value(paid).unwrap(), json!({ "ok": true, "status": "PAID" }));
    }
}
