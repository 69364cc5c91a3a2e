//! A request for an order, valid on its own.

use primitives::{EventId, SeatId};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderRequest {
    pub event: EventId,
    seats: Vec<SeatId>,
    pub method: Option<PaymentMethod>,
}

/// The token of a payment method, as the provider knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentMethod(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RequestFlaw {
    #[error("name at least one seat")]
    NoSeats,
    #[error("at most {max} seats fit into one order")]
    TooManySeats { max: usize },
    #[error("seat {seat} is named twice")]
    Duplicate { seat: SeatId },
}

impl OrderRequest {
    pub const SEATS_MAX: usize = 8;

    pub fn new(
        event: EventId,
        seats: Vec<SeatId>,
        method: Option<PaymentMethod>,
    ) -> Result<Self, RequestFlaw> {
        if seats.is_empty() {
            return Err(RequestFlaw::NoSeats);
        }
        if seats.len() > Self::SEATS_MAX {
            return Err(RequestFlaw::TooManySeats { max: Self::SEATS_MAX });
        }
        let mut earlier: &[SeatId] = &seats;
        while let Some((seat, rest)) = earlier.split_last() {
            if rest.contains(seat) {
                return Err(RequestFlaw::Duplicate { seat: *seat });
            }
            earlier = rest;
        }
        Ok(Self { event, seats, method })
    }

    #[must_use]
    pub fn seats(&self) -> &[SeatId] {
        &self.seats
    }

    /// The request as JSON with sorted names and every optional value written out. Two requests for the same thing have the same text;
    /// the hold token is a credential and not part of the request.
    #[must_use]
    pub fn canonical_json(&self) -> String {
        let seats = self.seats.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        let method = self
            .method
            .as_ref()
            .map_or_else(|| "null".to_owned(), |method| format!("\"{}\"", method.as_str()));
        format!(r#"{{"eventId":{},"paymentMethod":{method},"seatIds":[{seats}]}}"#, self.event)
    }
}

impl PaymentMethod {
    /// Accepts what is among the `known` methods.
    #[must_use]
    pub fn parse(text: &str, known: &[&str]) -> Option<Self> {
        known.contains(&text).then(|| Self(text.to_owned()))
    }

    /// What the staff of the box office was paid with: no buyer can name it.
    #[must_use]
    pub fn tender(name: &'static str) -> Self {
        Self(name.to_owned())
    }

    /// A method that was accepted before, read back from the records.
    #[must_use]
    pub fn from_records(text: String) -> Self {
        Self(text)
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(seats: &[i64]) -> Result<OrderRequest, RequestFlaw> {
        let seats = seats.iter().map(|seat| SeatId::new(*seat).unwrap()).collect();
        OrderRequest::new(EventId::new(1).unwrap(), seats, PaymentMethod::parse("tok_ok", &["tok_ok"]))
    }

    #[test]
    fn one_to_eight_different_seats_make_an_order() {
        assert!(request(&[1]).is_ok());
        assert!(request(&[1, 2, 3, 4, 5, 6, 7, 8]).is_ok());
        assert_eq!(request(&[]), Err(RequestFlaw::NoSeats));
        assert_eq!(request(&[1, 2, 3, 4, 5, 6, 7, 8, 9]), Err(RequestFlaw::TooManySeats { max: 8 }));
        assert_eq!(request(&[3, 2, 3]), Err(RequestFlaw::Duplicate { seat: SeatId::new(3).unwrap() }));
    }

    #[test]
    fn the_canonical_form_names_everything_once_and_in_order() {
        let request = request(&[4, 2]).unwrap();
        assert_eq!(request.canonical_json(), r#"{"eventId":1,"paymentMethod":"tok_ok","seatIds":[4,2]}"#);
        let open = OrderRequest { method: None, ..request };
        assert_eq!(open.canonical_json(), r#"{"eventId":1,"paymentMethod":null,"seatIds":[4,2]}"#);
    }

    #[test]
    fn an_unknown_payment_method_is_refused() {
        assert_eq!(PaymentMethod::parse("tok_gold", &["tok_ok"]), None);
    }
}
