//! The one table of error codes. Nothing else invents a code, and nothing else chooses a status.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::Type;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

macro_rules! error_codes {
    ($($status:literal { $($code:ident = $text:literal),+ $(,)? })+) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum ErrorCode {
            $($(#[serde(rename = $text)] $code,)+)+
        }

        impl ErrorCode {
            pub const ALL: &[Self] = &[$($(Self::$code,)+)+];

            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $($(Self::$code => $text,)+)+ }
            }

            /// The HTTP status that always goes with this code.
            #[must_use]
            pub const fn status(self) -> u16 {
                match self { $($(Self::$code => $status,)+)+ }
            }
        }
    };
}

error_codes! {
    400 {
        MalformedJson = "MALFORMED_JSON",
        BadRequest = "BAD_REQUEST",
        IdempotencyKeyMissing = "IDEMPOTENCY_KEY_MISSING",
        IdempotencyKeyInvalid = "IDEMPOTENCY_KEY_INVALID",
        VersionUnknown = "VERSION_UNKNOWN",
    }
    401 {
        Unauthenticated = "UNAUTHENTICATED",
        TokenInvalid = "TOKEN_INVALID",
        TokenExpired = "TOKEN_EXPIRED",
        SessionEnded = "SESSION_ENDED",
        CredentialsWrong = "CREDENTIALS_WRONG",
        ProviderRefused = "PROVIDER_REFUSED",
    }
    403 {
        NotHoldOwner = "NOT_HOLD_OWNER",
        Forbidden = "FORBIDDEN",
        StepUpRequired = "STEP_UP_REQUIRED",
        EmailUnverified = "EMAIL_UNVERIFIED",
        QueueTokenRequired = "QUEUE_TOKEN_REQUIRED",
        ProofOfWorkRequired = "PROOF_OF_WORK_REQUIRED",
        ProofOfWorkInvalid = "PROOF_OF_WORK_INVALID",
    }
    404 {
        NotFound = "NOT_FOUND",
        EventNotFound = "EVENT_NOT_FOUND",
        SeatNotFound = "SEAT_NOT_FOUND",
        SectionNotFound = "SECTION_NOT_FOUND",
        TierNotFound = "TIER_NOT_FOUND",
        OrderNotFound = "ORDER_NOT_FOUND",
        ReservationNotFound = "RESERVATION_NOT_FOUND",
    }
    405 { MethodNotAllowed = "METHOD_NOT_ALLOWED" }
    408 { RequestTimeout = "REQUEST_TIMEOUT" }
    409 {
        ReservationConflict = "RESERVATION_CONFLICT",
        SeatSold = "SEAT_SOLD",
        SoldOut = "SOLD_OUT",
        TierSoldOut = "TIER_SOLD_OUT",
        SectionHasSeats = "SECTION_HAS_SEATS",
        NoSeatsTogether = "NO_SEATS_TOGETHER",
        LeavesSingleSeat = "LEAVES_SINGLE_SEAT",
        HoldRequired = "HOLD_REQUIRED",
        SaleNotOpen = "SALE_NOT_OPEN",
        NotYourTurn = "NOT_YOUR_TURN",
        IdempotencyKeyInProgress = "IDEMPOTENCY_KEY_IN_PROGRESS",
        IdempotencyKeyConflict = "IDEMPOTENCY_KEY_CONFLICT",
        LimitReached = "LIMIT_REACHED",
        LastOwner = "LAST_OWNER",
        LinkRequired = "LINK_REQUIRED",
        LinkTaken = "LINK_TAKEN",
        LastLogin = "LAST_LOGIN",
        OrderNotCancellable = "ORDER_NOT_CANCELLABLE",
    }
    410 {
        HoldExpired = "HOLD_EXPIRED",
        LinkExpired = "LINK_EXPIRED",
    }
    412 { EditConflict = "EDIT_CONFLICT" }
    413 { PayloadTooLarge = "PAYLOAD_TOO_LARGE" }
    415 { UnsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE" }
    422 {
        ValidationFailed = "VALIDATION_FAILED",
        IdempotencyKeyReused = "IDEMPOTENCY_KEY_REUSED",
    }
    429 { RateLimited = "RATE_LIMITED" }
    500 { InternalError = "INTERNAL_ERROR" }
    503 { Unavailable = "UNAVAILABLE" }
}

/// By hand, because the derive does not see names that a macro writes.
impl PartialSchema for ErrorCode {
    fn schema() -> RefOr<Schema> {
        let codes = Self::ALL.iter().map(|code| code.as_str());
        ObjectBuilder::new().schema_type(Type::String).enum_values(Some(codes)).into()
    }
}

impl ToSchema for ErrorCode {}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_written_on_the_wire_as_it_is_named() {
        for code in ErrorCode::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
            assert!((400..=503).contains(&code.status()));
        }
    }
}
