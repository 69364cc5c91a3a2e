//! What a body asks for: seats by their ids, or units of a section by their number, never both; or the best that there are.

use std::collections::HashSet;

use contracts::http::reservation::{BestSeatsBody, HoldSeatsBody, TierQuantityBody};
use server::{FieldErrors, FieldFault};
use sha2::{Digest, Sha256};

use crate::app::TierWanted;

/// What an idempotency key stands for.
pub(super) trait Fingerprint {
    fn add_to(&self, digest: &mut Sha256);
}

pub(super) enum WantedBody {
    Seats(Vec<i64>),
    Units { section: String, parts: Vec<TierWanted> },
}

pub(super) struct BestBody {
    pub(super) quantity: usize,
    pub(super) section: Option<String>,
    pub(super) max_price: Option<i64>,
    pub(super) tier: Option<String>,
}

/// So many places, wherever they are.
pub(super) struct PlacesBody(pub(super) usize);

impl Fingerprint for PlacesBody {
    fn add_to(&self, digest: &mut Sha256) {
        digest.update(format!("places {}", self.0));
    }
}

impl Fingerprint for WantedBody {
    fn add_to(&self, digest: &mut Sha256) {
        match self {
            Self::Seats(seats) => seats.iter().for_each(|seat| digest.update(seat.to_be_bytes())),
            Self::Units { section, parts } => {
                digest.update(format!("{}:{section}", section.len()));
                for TierWanted { quantity, tier } in parts {
                    digest.update(format!("{quantity}:{}", tier.as_deref().unwrap_or_default()));
                }
            }
        }
    }
}

impl Fingerprint for BestBody {
    fn add_to(&self, digest: &mut Sha256) {
        let Self { quantity, section, max_price, tier } = self;
        digest.update(format!("best {quantity} {max_price:?} {tier:?} {section:?}"));
    }
}

/// None: `errors` says what is wrong with it.
pub(super) fn best(body: &BestSeatsBody, max: usize, errors: &mut FieldErrors) -> Option<BestBody> {
    let BestSeatsBody { quantity: given, section, max_price, tier, .. } = body;
    if max_price.is_some_and(|price| price < 0) {
        errors.add("maxPrice", FieldFault::OutOfRange, "must not be negative");
    }
    let quantity = quantity(Some(*given), max, errors)?;
    Some(BestBody { quantity, section: section.clone(), max_price: *max_price, tier: tier.clone() })
}

/// None: `errors` says what is wrong with it.
pub(super) fn places(given: i64, max: usize, errors: &mut FieldErrors) -> Option<PlacesBody> {
    quantity(Some(given), max, errors).map(PlacesBody)
}

fn quantity(given: Option<i64>, max: usize, errors: &mut FieldErrors) -> Option<usize> {
    let missing = given.is_none();
    let given = given.and_then(|quantity| usize::try_from(quantity).ok());
    let quantity = given.filter(|given| (1..=max).contains(given));
    if quantity.is_none() {
        let fault = if missing { FieldFault::Required } else { FieldFault::OutOfRange };
        errors.add("quantity", fault, format!("must be from 1 to {max}"));
    }
    quantity
}

/// None: `errors` says what is wrong with it.
pub(super) fn wanted(body: &HoldSeatsBody, max: usize, errors: &mut FieldErrors) -> Option<WantedBody> {
    let HoldSeatsBody { seat_id, seat_ids, section, quantity, tier, tiers, .. } = body;
    let names_seats = seat_id.is_some() || seat_ids.is_some();
    let of_units = [
        ("section", section.is_some()),
        ("quantity", quantity.is_some()),
        ("tier", tier.is_some()),
        ("tiers", tiers.is_some()),
    ];
    if !names_seats && of_units.iter().any(|(_, is_given)| *is_given) {
        return units(body, max, errors);
    }
    for (field, _) in of_units.into_iter().filter(|(_, is_given)| *is_given) {
        errors.add(field, FieldFault::NotAllowed, "must not stand beside seats");
    }
    seats(body, max, errors).filter(|_| errors.is_empty()).map(WantedBody::Seats)
}

fn units(body: &HoldSeatsBody, max: usize, errors: &mut FieldErrors) -> Option<WantedBody> {
    let HoldSeatsBody { section, quantity: given, tier, tiers, .. } = body;
    if section.is_none() {
        errors.add("section", FieldFault::Required, "must be given with a quantity");
    }
    let parts = match tiers {
        Some(tiers) => {
            let beside = [("quantity", given.is_some()), ("tier", tier.is_some())];
            for (field, _) in beside.into_iter().filter(|(_, is_given)| *is_given) {
                errors.add(field, FieldFault::NotAllowed, "must not stand beside tiers");
            }
            several(tiers, max, errors)
        }
        None => {
            quantity(*given, max, errors).map(|quantity| vec![TierWanted { quantity, tier: tier.clone() }])
        }
    };
    Some(WantedBody::Units { section: section.clone()?, parts: parts? })
}

/// At several prices, of which none is named twice.
fn several(tiers: &[TierQuantityBody], max: usize, errors: &mut FieldErrors) -> Option<Vec<TierWanted>> {
    let mut seen = HashSet::new();
    if let Some(twice) = tiers.iter().find(|part| !seen.insert(part.tier.as_str())) {
        errors.add("tiers", FieldFault::Duplicate, format!("names {} twice", twice.tier));
        return None;
    }
    let part = |part: &TierQuantityBody| {
        let quantity = usize::try_from(part.quantity).ok().filter(|quantity| (1..=max).contains(quantity))?;
        Some(TierWanted { quantity, tier: Some(part.tier.clone()) })
    };
    let parts: Option<Vec<TierWanted>> = tiers.iter().map(part).collect();
    let sum = |parts: &Vec<TierWanted>| parts.iter().map(|part| part.quantity).sum::<usize>();
    let fits = parts.filter(|parts| (1..=max).contains(&sum(parts)));
    if fits.is_none() {
        errors.add(
            "tiers",
            FieldFault::OutOfRange,
            format!("must name from 1 to {max} places together, and none without places"),
        );
    }
    fits
}

/// The requested seats, from either of the two fields.
fn seats(body: &HoldSeatsBody, max: usize, errors: &mut FieldErrors) -> Option<Vec<i64>> {
    let (field, numbers) = match (body.seat_id, &body.seat_ids) {
        (Some(seat), None) => ("seatId", vec![seat]),
        (None, Some(seats)) => ("seatIds", seats.clone()),
        (Some(_), Some(_)) => {
            errors.add("seatIds", FieldFault::NotAllowed, "must not stand beside seatId");
            return None;
        }
        (None, None) => {
            errors.add("seatIds", FieldFault::Required, "must be given, or seatId, or section and quantity");
            return None;
        }
    };
    let mut seen = HashSet::new();
    if numbers.is_empty() || numbers.len() > max {
        let fault = FieldFault::of_length(numbers.len(), 1);
        errors.add(field, fault, format!("must name from 1 to {max} seats, not {}", numbers.len()));
    } else if numbers.iter().any(|number| *number < 1) {
        errors.add(field, FieldFault::OutOfRange, "a seat id is a whole number from 1");
    } else if let Some(twice) = numbers.iter().find(|number| !seen.insert(**number)) {
        errors.add(field, FieldFault::Duplicate, format!("names seat {twice} twice"));
    }
    Some(numbers)
}
