//! Bodies of `/api/payments`.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(examples(json!({ "orderId": "0190b7a0-5c7e-7000-8000-00000000a001", "method": "tok_ok" })))]
pub struct AuthorizeBody {
    #[schema(format = "uuid")]
    pub order_id: String,
    /// Absent, or the method that the order was placed with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^(tok_ok|tok_decline|tok_slow|tok_timeout|tok_error_after_effect)$")]
    pub method: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({
    "orderId": "0190b7a0-5c7e-7000-8000-00000000a001", "status": "success", "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
})))]
pub struct AuthorizedBody {
    pub order_id: Uuid,
    pub status: AuthorizationStatus,
    pub trace_id: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum AuthorizationStatus {
    Success,
    Fail,
}

/// What a buyer can pay with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({ "demo": true, "items": [{ "token": "tok_ok" }, { "token": "tok_decline" }] })))]
pub struct PaymentMethodsBody {
    /// No money moves here: the provider is a mock, and what is listed are its test cards.
    pub demo: bool,
    /// Empty where a buyer has nothing to choose: orders are placed without a `paymentMethod` then.
    pub items: Vec<PaymentMethodBody>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PaymentMethodBody {
    /// For `paymentMethod` of an order.
    #[schema(example = "tok_ok")]
    pub token: String,
}

/// The payment methods of the mock, each with one behaviour that never varies.
pub const METHODS: [&str; 5] = ["tok_ok", "tok_decline", "tok_slow", "tok_timeout", "tok_error_after_effect"];

#[cfg(test)]
mod tests {
    use utoipa::PartialSchema;

    use super::*;
    use crate::http::order::PlaceOrderBody;

    #[test]
    fn the_descriptions_name_the_methods_that_there_are() {
        for schema in [AuthorizeBody::schema(), PlaceOrderBody::schema()] {
            let schema = serde_json::to_string(&schema).unwrap();
            assert!(schema.contains(&format!("^({})$", METHODS.join("|"))), "{schema}");
        }
    }
}
