//! What the staff of a box office is paid with.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Tender {
    Cash,
    /// A card terminal.
    Terminal,
}

/// How a sale at the box office was paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReceiptBody {
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
