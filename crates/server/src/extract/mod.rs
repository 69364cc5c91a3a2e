//! What a handler can extract from a request, one file each. What does not parse is refused here, with our error body.

pub(crate) mod access_token;
mod caller;
mod conditional;
mod form_body;
mod id_path;
mod idempotency_key;
mod if_match;
mod json_body;
mod json_fault;
mod operator;
mod params;
mod prefer;
mod sale_passes;

pub(crate) use access_token::signed_in;
pub use access_token::{ConfirmedCaller, SignedIn};
pub use caller::{Access, ClientAddress, HoldProofs};
pub(crate) use caller::{client_network, guest_at, subject};
pub use conditional::{ConditionalRead, is_current};
pub use form_body::FormBody;
pub use id_path::{EventIdPath, EventSeatPath, OrderIdPath, ReservationPath, ReservationSeatPath};
pub use idempotency_key::{IdempotencyKey, OptionalIdempotencyKey};
pub use if_match::IfMatch;
pub(crate) use json_body::BodyBytesMax;
pub use json_body::{JsonBody, JsonBodyOrDefault};
pub use operator::CheckedOperator;
pub(crate) use params::malformed_path;
pub use params::{PathParams, QueryParams};
pub use prefer::Prefer;
pub use sale_passes::SalePassTokens;

use actix_web::HttpRequest;

use crate::{ApiError, FieldFault};

/// A header's value as text. Given twice it is refused, because it is undefined which one counts.
fn header<'a>(request: &'a HttpRequest, name: &'static str) -> Result<Option<&'a str>, ApiError> {
    let mut values = request.headers().get_all(name);
    let Some(value) = values.next() else {
        return Ok(None);
    };
    match (value.to_str(), values.next()) {
        (Ok(text), None) => Ok(Some(text)),
        (_, next) => {
            let fault = if next.is_some() { FieldFault::Duplicate } else { FieldFault::Malformed };
            Err(ApiError::bad_input(name, fault, format!("the header {name} must be given once, in ASCII")))
        }
    }
}
