//! What a body asks for: seats by their ids, or units of a section by their number. Never both.

use std::collections::HashSet;

use contracts::http::reservation::HoldSeatsBody;
use server::FieldErrors;

pub(super) enum WantedBody {
    Seats(Vec<i64>),
    Units { section: String, quantity: usize, tier: Option<String> },
}

/// None: `errors` says what is wrong with it.
pub(super) fn wanted(body: &HoldSeatsBody, max: usize, errors: &mut FieldErrors) -> Option<WantedBody> {
    let HoldSeatsBody { seat_id, seat_ids, section, quantity, tier, .. } = body;
    let names_seats = seat_id.is_some() || seat_ids.is_some();
    let of_units =
        [("section", section.is_some()), ("quantity", quantity.is_some()), ("tier", tier.is_some())];
    if !names_seats && of_units.iter().any(|(_, is_given)| *is_given) {
        return units(body, max, errors);
    }
    for (field, _) in of_units.into_iter().filter(|(_, is_given)| *is_given) {
        errors.add(field, "must not stand beside seats");
    }
    seats(body, max, errors).filter(|_| errors.is_empty()).map(WantedBody::Seats)
}

fn units(body: &HoldSeatsBody, max: usize, errors: &mut FieldErrors) -> Option<WantedBody> {
    let HoldSeatsBody { section, quantity, tier, .. } = body;
    if section.is_none() {
        errors.add("section", "must be given with a quantity");
    }
    let given = quantity.and_then(|quantity| usize::try_from(quantity).ok());
    let quantity = given.filter(|given| (1..=max).contains(given));
    if quantity.is_none() {
        errors.add("quantity", format!("must be from 1 to {max}"));
    }
    Some(WantedBody::Units { section: section.clone()?, quantity: quantity?, tier: tier.clone() })
}

/// The requested seats, from either of the two fields.
fn seats(body: &HoldSeatsBody, max: usize, errors: &mut FieldErrors) -> Option<Vec<i64>> {
    let (field, numbers) = match (body.seat_id, &body.seat_ids) {
        (Some(seat), None) => ("seatId", vec![seat]),
        (None, Some(seats)) => ("seatIds", seats.clone()),
        (Some(_), Some(_)) => {
            errors.add("seatIds", "must not stand beside seatId");
            return None;
        }
        (None, None) => {
            errors.add("seatIds", "must be given, or seatId, or section and quantity");
            return None;
        }
    };
    let mut seen = HashSet::new();
    if numbers.is_empty() || numbers.len() > max {
        errors.add(field, format!("must name from 1 to {max} seats, not {}", numbers.len()));
    } else if numbers.iter().any(|number| *number < 1) {
        errors.add(field, "a seat id is a whole number from 1");
    } else if let Some(twice) = numbers.iter().find(|number| !seen.insert(**number)) {
        errors.add(field, format!("names seat {twice} twice"));
    }
    Some(numbers)
}
