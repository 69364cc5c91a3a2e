//! A buyer extends a hold.

use std::time::Duration;

use primitives::{Credentials, EventId, HoldId, SeatId, Timestamp, name_based_id};

use super::reservations::Reservations;
use crate::domain::{Extension, OperationId};
use crate::ports::{ExtendHold, SeatError};

#[derive(Debug, Clone)]
pub struct ExtendRequest {
    pub event: EventId,
    pub seat: SeatId,
    /// Only if it is this one that has the seat.
    pub hold: Option<HoldId>,
    pub by: Duration,
    pub caller: Credentials,
    /// The caller's scope and key, if the request has one: a repetition with the same key does not extend twice, for as long as the hold lives.
    pub key: Option<(String, String)>,
}

impl Reservations {
    /// The new end of the whole reservation.
    pub async fn extend(&self, request: ExtendRequest) -> Result<Timestamp, SeatError> {
        let ExtendRequest { event, seat, hold, by, caller, key } = request;
        let operation = match key {
            Some((scope, key)) => operation_named(event, &scope, &key),
            None => OperationId(self.ids.uuid(self.clock.now())),
        };
        let (extension, lives) = (Extension { operation, by }, self.limits.lives());
        self.store.extend(ExtendHold { event, seat, hold, extension, lives, caller }).await
    }
}

/// The same key of the same caller names the same operation, by whichever seat of the hold it comes.
fn operation_named(event: EventId, scope: &str, key: &str) -> OperationId {
    let event = event.to_string();
    let parts = ["extend", &event, scope, key];
    OperationId(name_based_id(parts.iter().flat_map(|part| [part.as_bytes(), &[0]])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_names_one_operation_of_one_caller_at_one_event() {
        let event = EventId::new(1).unwrap();
        let operation = operation_named(event, "user:mina", "k");
        assert_eq!(operation, operation_named(event, "user:mina", "k"));
        assert_eq!(operation.0.get_version_num(), 8);
        for other in [
            operation_named(event, "user:joon", "k"),
            operation_named(event, "user:mina", "l"),
            operation_named(EventId::new(2).unwrap(), "user:mina", "k"),
        ] {
            assert_ne!(operation, other);
        }
    }
}
