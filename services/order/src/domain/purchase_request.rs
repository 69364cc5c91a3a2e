//! What is asked for by quantity.

use std::time::Duration;

use primitives::EventId;

use super::OrderRequest;

/// So many places of an event, wherever they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PurchaseRequest {
    pub event: EventId,
    quantity: u32,
}

impl PurchaseRequest {
    pub const QUANTITY_MAX: u32 = OrderRequest::SEATS_MAX as u32;
    /// How long the places wait for their payment.
    pub const LIFE: Duration = Duration::from_secs(60);

    /// None: too few or too many for one order.
    #[must_use]
    pub fn new(event: EventId, quantity: i64) -> Option<Self> {
        let quantity = u32::try_from(quantity).ok()?;
        (1..=Self::QUANTITY_MAX).contains(&quantity).then_some(Self { event, quantity })
    }

    #[must_use]
    pub fn quantity(&self) -> u32 {
        self.quantity
    }

    /// Two requests for the same have the same text.
    #[must_use]
    pub fn canonical_json(&self) -> String {
        format!(r#"{{"eventId":{},"qty":{}}}"#, self.event, self.quantity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantity_fits_into_one_order() {
        let event = EventId::new(7).unwrap();
        for wrong in [i64::MIN, -1, 0, 9, i64::MAX] {
            assert_eq!(PurchaseRequest::new(event, wrong), None, "{wrong}");
        }
        let request = PurchaseRequest::new(event, 8).unwrap();
        assert_eq!((request.quantity(), request.canonical_json().as_str()), (8, r#"{"eventId":7,"qty":8}"#));
    }
}
