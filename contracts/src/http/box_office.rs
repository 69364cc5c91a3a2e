//! Bodies of a sale at the box office.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::order::OrderStatus;
use super::schema;

/// What the staff has been paid with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConfirmSaleBody {
    pub tender: Tender,
    /// Of the receipt. One reference stands for one sale: a repetition of the same sale is answered with it.
    #[schema(pattern = "^[!-~]{1,64}$", example = "till-3/2026-11-30/0042")]
    pub reference: String,
    /// All seats or places that are sold, that of the path among them; absent: that one alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = schema::seats_of_a_sale)]
    pub seat_ids: Option<Vec<i64>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Tender {
    Cash,
    /// A card terminal.
    Terminal,
}

/// An order like any other, which was paid for at the box office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BoxOfficeSaleBody {
    pub order_id: Uuid,
    /// CONFIRMED; or CREATED, where that took too long.
    pub status: OrderStatus,
    pub event_id: i64,
    pub seat_ids: Vec<i64>,
    pub amount: i64,
    pub currency: String,
    pub tender: Tender,
    pub reference: String,
}

impl Tender {
    pub const ALL: [Self; 2] = [Self::Cash, Self::Terminal];

    /// As the payment method of the order.
    #[must_use]
    pub const fn method(self) -> &'static str {
        match self {
            Self::Cash => "cash",
            Self::Terminal => "terminal",
        }
    }

    /// None: a method that a provider has to know.
    #[must_use]
    pub fn of_method(method: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tender| tender.method() == method)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::payment::METHODS;

    #[test]
    fn a_tender_is_named_as_on_the_wire_and_is_no_method_of_a_buyer() {
        for tender in Tender::ALL {
            assert_eq!(serde_json::to_value(tender).unwrap(), tender.method());
            assert_eq!(Tender::of_method(tender.method()), Some(tender));
            assert!(!METHODS.contains(&tender.method()));
        }
        assert_eq!(Tender::of_method("tok_ok"), None);
    }
}
