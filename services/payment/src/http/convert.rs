//! Between the wire and the domain, and from errors to their codes.

use contracts::ErrorCode;
use contracts::http::payment::{
    AuthorizationStatus, AuthorizeBody, AuthorizedBody, METHODS, PaymentMethodBody, PaymentMethodsBody,
};
use primitives::OrderId;
use server::{ApiError, FieldErrors, FieldFault};

use crate::app::{DecisionError, PaymentDecision};
use crate::ports::Methods;

/// A valid body of `POST /api/payments/authorize`.
#[derive(Debug)]
pub struct DecisionQuery {
    pub order: OrderId,
    pub method: Option<String>,
}

impl TryFrom<AuthorizeBody> for DecisionQuery {
    type Error = ApiError;

    fn try_from(body: AuthorizeBody) -> Result<Self, ApiError> {
        let mut errors = FieldErrors::new();
        let order = body.order_id.parse::<OrderId>().ok();
        if order.is_none() {
            errors.add("orderId", FieldFault::Malformed, "an order id is a UUID");
        }
        if body.method.as_deref().is_some_and(|method| !METHODS.contains(&method)) {
            errors.add(
                "method",
                FieldFault::UnknownValue,
                format!("a payment method is one of {}", METHODS.join(", ")),
            );
        }
        match order {
            Some(order) if errors.is_empty() => Ok(Self { order, method: body.method }),
            Some(_) | None => Err(errors.into()),
        }
    }
}

pub(super) fn methods(methods: Methods) -> PaymentMethodsBody {
    let items = methods.tokens.iter().map(|token| PaymentMethodBody { token: (*token).to_owned() });
    PaymentMethodsBody { demo: methods.demo, items: items.collect() }
}

pub(super) fn authorized(order: OrderId, decision: PaymentDecision) -> AuthorizedBody {
    let status = match decision {
        PaymentDecision::Success => AuthorizationStatus::Success,
        PaymentDecision::Fail => AuthorizationStatus::Fail,
    };
    AuthorizedBody { order_id: *order.as_uuid(), status, trace_id: telemetry::current_trace_id() }
}

pub(super) fn refusal(error: DecisionError) -> ApiError {
    match error {
        DecisionError::Undecided => ApiError::new(
            ErrorCode::OrderNotFound,
            "there is no such order, or nothing has been decided about its payment yet",
        ),
        DecisionError::OtherMethod => FieldErrors::one(
            "method",
            FieldFault::Mismatch,
            "the order was placed with another payment method",
        )
        .into(),
        DecisionError::Store(error) if error.is_transient() => ApiError::unavailable(error),
        DecisionError::Store(error) => ApiError::internal(error),
    }
}
