//! A buyer extends a hold.

use std::time::Duration;

use primitives::{Credentials, EventId, SeatId, Timestamp, name_based_id};

use super::limits::HoldLimits;
use super::reservations::Reservations;
use crate::domain::OperationId;
use crate::ports::{ExtendHold, SeatError};

#[derive(Debug, Clone)]
pub struct ExtendRequest {
    pub event: EventId,
    pub seat: SeatId,
    pub by: Duration,
    pub caller: Credentials,
    /// The caller's scope and key, if the request has one: a repetition with the same key does not extend twice.
    pub key: Option<(String, String)>,
}

impl Reservations {
    /// The new end of the whole reservation.
    pub async fn extend(&self, request: ExtendRequest) -> Result<Timestamp, SeatError> {
        let ExtendRequest { event, seat, by, caller, key } = request;
        let operation = match key {
            Some((scope, key)) => operation_named(event, seat, &scope, &key),
            None => OperationId(self.ids.uuid(self.clock.now())),
        };
        let command = ExtendHold { event, seat, by, life_max: HoldLimits::LIFE_MAX, operation, caller };
        self.store.extend(command).await
    }
}

/// The same key of the same caller for the same seat names the same operation.
fn operation_named(event: EventId, seat: SeatId, scope: &str, key: &str) -> OperationId {
    let (event, seat) = (event.to_string(), seat.to_string());
    let parts = ["extend", &event, &seat, scope, key];
    OperationId(name_based_id(parts.iter().flat_map(|part| [part.as_bytes(), &[0]])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_names_one_operation_of_one_caller_on_one_seat() {
        let (event, seat) = (EventId::new(1).unwrap(), SeatId::new(2).unwrap());
        let operation = operation_named(event, seat, "user:mina", "k");
        assert_eq!(operation, operation_named(event, seat, "user:mina", "k"));
        assert_eq!(operation.0.get_version_num(), 8);
        for other in [
            operation_named(event, seat, "user:joon", "k"),
            operation_named(event, seat, "user:mina", "l"),
            operation_named(event, SeatId::new(3).unwrap(), "user:mina", "k"),
            operation_named(EventId::new(2).unwrap(), seat, "user:mina", "k"),
        ] {
            assert_ne!(operation, other);
        }
    }
}
